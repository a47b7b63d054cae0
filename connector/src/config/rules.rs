//! What a connection makes of events.

use std::path::PathBuf;
use std::sync::Arc;

use super::raw::{RawConnection, Setting, Value};
use super::report::Problem;
use super::resolve::{Need, Resolver};
use crate::classify::{BuiltIn, Catalogue};
use crate::identities::{IdentityFile, Mistake};
use crate::normalize::{Attribution, Identities, NameHash, Rules, UnknownNames};

/// What came of reading an identity file.
pub(super) type Known = Result<(IdentityFile, Arc<Identities>), Vec<Mistake>>;

impl Resolver<'_> {
    /// The rules, and the file that they got their identity map from.
    pub(super) fn rules(
        &mut self,
        raw: &RawConnection,
        domain_id: Option<&str>,
    ) -> Option<(Rules, Option<IdentityFile>)> {
        let attribution = self.choice(raw, "attribution", Attribution::from_name, ATTRIBUTIONS);
        let built_in = self.choice(raw, "catalogue", BuiltIn::from_name, CATALOGUES);
        let catalogue = self.catalogue(raw, built_in);
        let evidence = match raw.settings.get("evidence") {
            Some(setting) => self.boolean(setting),
            None => Some(false),
        };
        let known = match raw.settings.get("identities") {
            Some(setting) if self.need != Need::State => self.identities(setting).map(Some),
            Some(setting) => self.text(setting).map(|_| None),
            None => Some(None),
        };
        let unknown_names = self.unknown_names(raw);
        let mut rules = Rules::new(domain_id?);
        rules.attribution = attribution?;
        rules.catalogue = catalogue?;
        rules.evidence = evidence?;
        rules.unknown_names = unknown_names?;
        let file = known?.map(|(file, identities)| {
            rules.identities = Some(identities);
            file
        });
        Some((rules, file))
    }

    /// The value of `key` among those that have names, its default when it is not set.
    fn choice<T: Default>(
        &mut self,
        raw: &RawConnection,
        key: &str,
        from_name: fn(&str) -> Option<T>,
        names: &str,
    ) -> Option<T> {
        let Some(setting) = raw.settings.get(key) else { return Some(T::default()) };
        let text = self.text(setting)?;
        match from_name(&text) {
            Some(value) => Some(value),
            None => self.wrong(setting, format!("`{text}` is neither {names}")),
        }
    }

    fn catalogue(&mut self, raw: &RawConnection, built_in: Option<BuiltIn>) -> Option<Catalogue> {
        let changes = match raw.settings.get("types") {
            Some(setting) => self.types(setting, built_in),
            None => Some(super::types::Changes::default()),
        };
        let changes = changes?;
        Some(Catalogue::new(built_in?, changes.added, changes.switched_off))
    }

    pub(super) fn boolean(&mut self, setting: &Setting) -> Option<bool> {
        match &setting.value {
            Value::Boolean(value) => Some(*value),
            _ => self.wrong(setting, "must be `true` or `false`".to_owned()),
        }
    }

    /// Reads an identity file, once for all connections that share it.
    fn identities(&mut self, setting: &Setting) -> Option<(IdentityFile, Arc<Identities>)> {
        let path = self.text(setting)?;
        let read = || IdentityFile::load(PathBuf::from(&path));
        match self.identities.entry(path.clone()).or_insert_with(read) {
            Ok(known) => Some(known.clone()),
            Err(mistakes) => {
                let problems = mistakes.iter().map(|mistake| {
                    Problem::new(&setting.place, mistake.to_string()).hint(mistake.remedy.clone())
                });
                self.problems.extend(problems);
                None
            }
        }
    }

    fn unknown_names(&mut self, raw: &RawConnection) -> Option<UnknownNames> {
        let key = raw.settings.get("unknown_names_key");
        let hashed = match raw.settings.get("unknown_names") {
            Some(setting) => match self.text(setting)?.as_str() {
                "keep" => None,
                "hash" => Some(setting),
                other => {
                    return self.wrong(setting, format!("`{other}` is neither `keep` nor `hash`"));
                }
            },
            None => None,
        };
        match (hashed, key) {
            (Some(_), Some(key)) if self.need != Need::State => {
                self.hash_key(key).map(UnknownNames::Hash)
            }
            (Some(setting), None) => {
                let problem = Problem::new(&setting.place, "`hash` needs a key");
                let hint = "add `unknown_names_key = { env = \"NAME\" }` or `{ file = \"PATH\" }`";
                self.problems.push(problem.hint(hint));
                None
            }
            (None, Some(key)) => {
                let problem = Problem::new(&key.place, "a key that nothing is hashed with");
                let hint = "add `unknown_names = \"hash\"`, or leave the key out";
                self.problems.push(problem.hint(hint));
                None
            }
            (Some(_), Some(_)) | (None, None) => Some(UnknownNames::Keep),
        }
    }

    fn hash_key(&mut self, setting: &Setting) -> Option<NameHash> {
        let secret = self.secret("unknown_names_key", setting)?;
        // Files end in a line end.
        let key = secret.expose().trim();
        if key.len() < KEY_BYTES_MIN {
            let what = format!("the key has fewer than {KEY_BYTES_MIN} bytes");
            let problem = Problem::new(&setting.place, what);
            self.problems.push(problem.hint("`openssl rand -hex 32` makes one"));
            return None;
        }
        Some(NameHash::new(key.as_bytes()))
    }
}

const ATTRIBUTIONS: &str = "`actor_or_target` nor `actor`";
const CATALOGUES: &str = "`seed` nor `detection`";

/// A shorter key can be guessed, and with it every password that was typed as a name.
const KEY_BYTES_MIN: usize = 16;
