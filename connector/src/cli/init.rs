//! `init`: a file to start from.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use super::args::Init;
use super::failure::Failure;
use crate::config::DEFAULT_FILE;
use crate::exit::Exit;

pub(super) fn init(path: Option<&Path>, args: &Init) -> Result<Exit, Failure> {
    let path = path.unwrap_or(Path::new(DEFAULT_FILE));
    let mut options = OpenOptions::new();
    options.write(true);
    if args.force {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    let mut file = options.open(path).map_err(|source| {
        let exists = source.kind() == std::io::ErrorKind::AlreadyExists;
        let hint = if exists { " (`--force` overwrites it)" } else { "" };
        Failure::File { what: format!("`{}` is not written{hint}", path.display()), source }
    })?;
    file.write_all(TEMPLATE.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|source| Failure::Io { what: "the file could not be written", source })?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "wrote {}; it says what to fill in, and ends with the next command",
        path.display()
    )
    .map_err(|source| Failure::Io { what: "standard output is closed", source })?;
    Ok(Exit::Ok)
}

/// Every key, its default and what it does.
pub(super) const TEMPLATE: &str = include_str!("template.toml");
