//! Case files on disk.

use std::path::{Path, PathBuf};

use glob::Pattern;

use super::file::Case;
use crate::oracle::Hazard;

/// Finds the cases below `folder` whose ids match one of `patterns`; all of them when there is
/// none. Sorted by id.
///
/// # Errors
/// When a file cannot be read or is no case, or when a pattern matches nothing.
pub fn find(folder: &Path, patterns: &[String]) -> Result<Vec<Case>, CaseError> {
    let everything = folder.join("*").join("*.toml");
    let paths = glob::glob(&everything.to_string_lossy())
        .map_err(|_| CaseError::Folder { folder: folder.to_owned() })?;
    let mut cases = Vec::new();
    for path in paths.flatten() {
        cases.push(load(folder, &path)?);
    }
    if cases.is_empty() {
        return Err(CaseError::Folder { folder: folder.to_owned() });
    }
    cases.sort_by(|one, other| one.id.cmp(&other.id));
    if patterns.is_empty() {
        return Ok(cases);
    }
    let mut wanted = vec![false; cases.len()];
    for text in patterns {
        let no_match = || CaseError::NoMatch { pattern: text.clone() };
        let pattern = Pattern::new(text).map_err(|_| no_match())?;
        let mut found = false;
        for (case, wanted) in cases.iter().zip(&mut wanted) {
            if pattern.matches(&case.id) {
                *wanted = true;
                found = true;
            }
        }
        if !found {
            return Err(no_match());
        }
    }
    let mut wanted = wanted.into_iter();
    cases.retain(|_| wanted.next().unwrap_or_default());
    Ok(cases)
}

/// Loads the case in `path`, which lies below `folder`.
///
/// # Errors
/// When it cannot be read or is no case.
pub fn load(folder: &Path, path: &Path) -> Result<Case, CaseError> {
    let wrong = |what: String| CaseError::File { path: path.to_owned(), what };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let mut case: Case = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let relative = path.strip_prefix(folder).unwrap_or(path).with_extension("");
    case.id = relative.to_string_lossy().into_owned();
    for name in &case.expect.must_observe {
        Hazard::from_name(name).map_err(wrong)?;
    }
    for setup in [&case.inproc, &case.exec].into_iter().flatten() {
        setup.org.retry_after().map_err(wrong)?;
        setup.org.engine().map_err(wrong)?;
    }
    if case.inproc.is_none() && case.exec.is_none() {
        return Err(wrong("there is neither [inproc] nor [exec]".to_owned()));
    }
    Ok(case)
}

/// Why there are no cases.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// A file is no case.
    #[error("{}: {what}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A folder has no cases.
    #[error("there are no cases below `{}`: give `--cases FOLDER`", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
    },
    /// A pattern matches nothing.
    #[error("no case matches `{pattern}`: `scenarios list` shows all of them")]
    NoMatch {
        /// The pattern.
        pattern: String,
    },
}
