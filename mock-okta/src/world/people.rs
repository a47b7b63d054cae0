//! The people, each derived from a number.

use clock::{Draw, Seed};
use fake::Fake;
use fake::faker::name::raw::{FirstName, LastName};
use fake::locales::{DE_DE, EN, FR_FR, IT_IT, JA_JP, NL_NL, PT_BR, TR_TR};

use super::devices::{UserAgent, phone};
use super::engine::Engine;
use super::ids::{Id, Mint, mix};
use super::places::{Names, OFFICES};
use super::whereabouts::Resident;

/// Somebody with an account in the org.
#[derive(Clone, Debug)]
pub struct Person {
    /// Counted from 1.
    pub number: u32,
    /// `00u…`.
    pub id: Id,
    /// As shown in `displayName`; not always ASCII, and family name first where that is usual.
    pub name: String,
    /// The login, an e-mail address in ASCII: `alternateId`.
    pub login: String,
    /// How this person signs in.
    pub habits: Habits,
    /// Where this person is when, and with what.
    pub(crate) resident: Resident,
    pub(crate) phone: &'static UserAgent,
}

impl Person {
    /// Derives person `number`, who works at `office`.
    pub(crate) fn derive(
        seed: &Seed,
        mint: &Mint,
        mail_domain: &str,
        number: u32,
        (office, colleagues): (usize, u32),
        engine: Engine,
    ) -> Self {
        let names = OFFICES[office].names;
        let mut draw = seed.draw_at(u64::from(number));
        let key = draw.next();
        let (first, last) = name(names, &mut draw);
        let login = login(first, last, number, mail_domain);
        let name = match names {
            Names::Japanese => format!("{last} {first}"),
            _ => format!("{first} {last}"),
        };
        Self {
            number,
            id: mint.id("00u", u64::from(number)),
            name,
            login,
            habits: Habits::of(key, engine),
            resident: Resident { number, key, office, colleagues },
            phone: phone(key),
        }
    }
}

/// How somebody signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Habits {
    /// How this person proves who they are after, or instead of, the password.
    pub factor: Factor,
    /// Whether this person signs in at another identity provider.
    pub federated: bool,
}

impl Habits {
    /// The habits of whoever has `key`, in an org on `engine`.
    pub(crate) fn of(key: u64, engine: Engine) -> Self {
        Self { factor: Factor::of(key, engine), federated: mix(key ^ 0xfed).is_multiple_of(20) }
    }
}

/// How somebody proves their identity (scenario facts 4.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Factor {
    /// Password, then a code from an e-mail.
    Email,
    /// Okta `FastPass`: the device answers, no password.
    FastPass,
    /// Password only.
    Password,
    /// Password, then a push to the phone.
    Push,
    /// Password, then a text message.
    Sms,
    /// Password, then a code from an app.
    Totp,
    /// Password, then a security key.
    WebAuthn,
}

impl Factor {
    fn of(key: u64, engine: Engine) -> Self {
        let chance = mix(key ^ 0xfac7) % 100;
        // Only Identity Engine has FastPass. The app that has it shows codes as well; half of its
        // people use those, or there would be too many messages, the others what others have.
        let chance = match engine {
            Engine::Classic if chance < FAST_PASS / 2 => return Self::Totp,
            Engine::Classic if chance < FAST_PASS => FAST_PASS + mix(key ^ 0xc1a5) % 65,
            _ => chance,
        };
        // Fewer messages than facts 4.6 have, or there would be more than facts 4.1 count.
        match chance {
            0..FAST_PASS => Self::FastPass,
            FAST_PASS..58 => Self::Push,
            58..70 => Self::Totp,
            70..75 => Self::WebAuthn,
            75..82 => Self::Sms,
            82 => Self::Email,
            _ => Self::Password,
        }
    }

    /// The value of `debugData.factor` (scenario facts 1.3).
    pub(crate) fn wire_name(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::FastPass => "SIGNED_NONCE",
            Self::Password => "PASSWORD_AS_FACTOR",
            Self::Push => "OKTA_VERIFY_PUSH",
            Self::Sms => "SMS_FACTOR",
            Self::Totp => "OKTA_SOFT_TOKEN",
            Self::WebAuthn => "FIDO_WEBAUTHN",
        }
    }

    /// What the ids of its enrolments begin with, with the older engine.
    pub(crate) fn classic_prefix(self) -> &'static str {
        match self {
            Self::Email => "emf",
            Self::Sms => "sms",
            Self::Totp => "ost",
            Self::WebAuthn => "fwf",
            Self::FastPass | Self::Password | Self::Push => "opf",
        }
    }

    /// The authenticator that an enrolment belongs to, and the method used.
    pub(crate) fn authenticator(self) -> (&'static str, &'static str) {
        match self {
            Self::Email => ("Email", "Email"),
            Self::FastPass => ("Okta Verify", "Use Okta FastPass"),
            Self::Password => ("Password", "Password"),
            Self::Push => ("Okta Verify", "Get a push notification"),
            Self::Sms => ("Phone", "Receive a code via SMS"),
            Self::Totp => ("Okta Verify", "Enter a code"),
            Self::WebAuthn => ("Security Key or Biometric", "FIDO2 (WebAuthn)"),
        }
    }
}

/// How many in a hundred have it.
const FAST_PASS: u64 = 18;

fn name(names: Names, draw: &mut Draw) -> (&'static str, &'static str) {
    match names {
        Names::Brazilian => pair(PT_BR, draw),
        Names::Dutch => pair(NL_NL, draw),
        Names::English => pair(EN, draw),
        Names::French => pair(FR_FR, draw),
        Names::German => pair(DE_DE, draw),
        Names::Italian => pair(IT_IT, draw),
        Names::Japanese => pair(JA_JP, draw),
        Names::Turkish => pair(TR_TR, draw),
    }
}

fn pair<L: fake::locales::Data + Copy>(locale: L, draw: &mut Draw) -> (&'static str, &'static str) {
    (FirstName(locale).fake_with_rng(draw), LastName(locale).fake_with_rng(draw))
}

/// `first.last<number>@domain`: the number makes it unique whatever the names are.
fn login(first: &str, last: &str, number: u32, mail_domain: &str) -> String {
    let mut login = String::with_capacity(first.len() + last.len() + mail_domain.len() + 10);
    fold(first, &mut login);
    if !login.is_empty() {
        login.push('.');
    }
    fold(last, &mut login);
    if login.is_empty() {
        login.push_str("user");
    }
    login.push_str(&number.to_string());
    login.push('@');
    login.push_str(mail_domain);
    login
}

/// Writes what a mail address can hold of `name`: lower-case ASCII letters.
fn fold(name: &str, out: &mut String) {
    for letter in name.chars() {
        match letter {
            'a'..='z' => out.push(letter),
            'A'..='Z' => out.push(letter.to_ascii_lowercase()),
            'à' | 'á' | 'â' | 'ã' | 'À' | 'Á' | 'Â' | 'Ã' => out.push('a'),
            'ä' | 'Ä' => out.push_str("ae"),
            'ç' | 'Ç' => out.push('c'),
            'è' | 'é' | 'ê' | 'ë' | 'È' | 'É' | 'Ê' | 'Ë' => out.push('e'),
            'ğ' | 'Ğ' => out.push('g'),
            'ì' | 'í' | 'î' | 'ï' | 'ı' | 'İ' | 'Î' | 'Ï' => out.push('i'),
            'ñ' | 'Ñ' => out.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'Ò' | 'Ó' | 'Ô' | 'Õ' => out.push('o'),
            'ö' | 'Ö' => out.push_str("oe"),
            'ş' | 'Ş' => out.push('s'),
            'ß' => out.push_str("ss"),
            'ù' | 'ú' | 'û' | 'Ù' | 'Ú' | 'Û' => out.push('u'),
            'ü' | 'Ü' => out.push_str("ue"),
            _ => {}
        }
    }
}
