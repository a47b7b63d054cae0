//! One element of a page, opened as deep as anything downstream reads it.

use super::members::{Read, members, object};
use super::reason::Reason;
use super::scan::{Broken, Scanner};
use super::token::Token;

/// The members of one `LogEvent` that anything downstream reads (facts 7.1), as raw tokens.
///
/// A member that comes twice counts as it came last; a missing one is `None`, which is not
/// told apart from JSON `null` further on.
#[derive(Clone, Debug, Default)]
pub struct Record<'a> {
    /// The whole record, byte for byte.
    pub raw: &'a [u8],
    /// `actor`
    pub actor: Party<'a>,
    /// `client`
    pub client: Client<'a>,
    /// `authenticationContext`
    pub authentication: AuthenticationContext<'a>,
    /// `eventType`
    pub event_type: Option<Token<'a>>,
    /// `outcome`
    pub outcome: Outcome<'a>,
    /// `published`
    pub published: Option<Token<'a>>,
    /// `securityContext`
    pub security: SecurityContext<'a>,
    /// `severity`
    pub severity: Option<Token<'a>>,
    /// `debugContext`
    pub debug_context: Option<Token<'a>>,
    /// `legacyEventType`
    pub legacy_event_type: Option<Token<'a>>,
    /// `transaction`
    pub transaction: Option<Token<'a>>,
    /// `uuid`
    pub uuid: Option<Token<'a>>,
    /// `request`
    pub request: Option<Token<'a>>,
    /// `target`, when it is not a list.
    pub target: Option<Token<'a>>,
    /// The elements of `target`, when it is a list.
    pub targets: Vec<Party<'a>>,
}

object! {
    /// An actor or a target.
    pub struct Party {
        /// `id`
        id: Option<Token<'a>> = "id",
        /// `type`
        kind: Option<Token<'a>> = "type",
        /// `alternateId`
        alternate_id: Option<Token<'a>> = "alternateId",
        /// `displayName`
        display_name: Option<Token<'a>> = "displayName",
        /// `detailEntry`
        detail: Option<Token<'a>> = "detailEntry",
        /// `changeDetails`
        change_details: Option<Token<'a>> = "changeDetails",
    }
}

object! {
    /// Where a request came from.
    pub struct Client {
        /// `userAgent`
        user_agent: UserAgent<'a> = "userAgent",
        /// `device`
        device: Option<Token<'a>> = "device",
        /// `id`
        id: Option<Token<'a>> = "id",
        /// `ipAddress`
        ip_address: Option<Token<'a>> = "ipAddress",
        /// `geographicalContext`
        geography: GeographicalContext<'a> = "geographicalContext",
    }
}

object! {
    /// A browser.
    pub struct UserAgent {
        /// `rawUserAgent`
        raw_user_agent: Option<Token<'a>> = "rawUserAgent",
        /// `os`
        os: Option<Token<'a>> = "os",
        /// `browser`
        browser: Option<Token<'a>> = "browser",
    }
}

object! {
    /// A place.
    pub struct GeographicalContext {
        /// `city`
        city: Option<Token<'a>> = "city",
        /// `state`
        state: Option<Token<'a>> = "state",
        /// `country`
        country: Option<Token<'a>> = "country",
        /// `geolocation`
        geolocation: Geolocation<'a> = "geolocation",
    }
}

object! {
    /// Degrees.
    pub struct Geolocation {
        /// `lat`
        lat: Option<Token<'a>> = "lat",
        /// `lon`
        lon: Option<Token<'a>> = "lon",
    }
}

object! {
    /// How somebody signed in.
    pub struct AuthenticationContext {
        /// `authenticationProvider`
        provider: Option<Token<'a>> = "authenticationProvider",
        /// `credentialType`
        credential_type: Option<Token<'a>> = "credentialType",
        /// `issuer`
        issuer: Option<Token<'a>> = "issuer",
        /// `externalSessionId`
        external_session_id: Option<Token<'a>> = "externalSessionId",
        /// `rootSessionId`
        root_session_id: Option<Token<'a>> = "rootSessionId",
    }
}

object! {
    /// How it ended.
    pub struct Outcome {
        /// `result`
        result: Option<Token<'a>> = "result",
        /// `reason`
        reason: Option<Token<'a>> = "reason",
    }
}

object! {
    /// The network.
    pub struct SecurityContext {
        /// `asNumber`
        as_number: Option<Token<'a>> = "asNumber",
        /// `asOrg`
        as_org: Option<Token<'a>> = "asOrg",
        /// `isp`
        isp: Option<Token<'a>> = "isp",
        /// `domain`
        domain: Option<Token<'a>> = "domain",
        /// `isProxy`
        is_proxy: Option<Token<'a>> = "isProxy",
    }
}

object! {
    /// What Okta remembered for its own support.
    pub struct DebugContext {
        /// `debugData`
        debug_data: Option<Token<'a>> = "debugData",
    }
}

object! {
    /// The part of it that detections need.
    pub struct DebugData {
        /// `behaviors`
        behaviors: Option<Token<'a>> = "behaviors",
        /// `deviceFingerprint`
        device_fingerprint: Option<Token<'a>> = "deviceFingerprint",
        /// `dtHash`
        dt_hash: Option<Token<'a>> = "dtHash",
        /// `factor`
        factor: Option<Token<'a>> = "factor",
        /// `initiationType`
        initiation_type: Option<Token<'a>> = "initiationType",
        /// `logOnlySecurityData`
        log_only_security_data: Option<Token<'a>> = "logOnlySecurityData",
        /// `networkConnection`
        network_connection: Option<Token<'a>> = "networkConnection",
        /// `privilegeGranted`
        privilege_granted: Option<Token<'a>> = "privilegeGranted",
        /// `proxyType`
        proxy_type: Option<Token<'a>> = "proxyType",
        /// `pushOnlyResponseType`
        push_response: Option<Token<'a>> = "pushOnlyResponseType",
        /// `pushWithNumberChallengeResponseType`
        number_challenge: Option<Token<'a>> = "pushWithNumberChallengeResponseType",
        /// `requestUri`
        request_uri: Option<Token<'a>> = "requestUri",
        /// `risk`
        risk: Option<Token<'a>> = "risk",
        /// `signOnMode`
        sign_on_mode: Option<Token<'a>> = "signOnMode",
        /// `threatDetections`
        threat_detections: Option<Token<'a>> = "threatDetections",
        /// `threatSuspected`
        threat_suspected: Option<Token<'a>> = "threatSuspected",
        /// `tunnels`
        tunnels: Option<Token<'a>> = "tunnels",
    }
}

object! {
    /// What the event was part of.
    pub struct Transaction {
        /// `type`
        kind: Option<Token<'a>> = "type",
        /// `id`
        id: Option<Token<'a>> = "id",
        /// `detail`
        detail: TransactionDetail<'a> = "detail",
    }
}

object! {
    /// With what it was done.
    pub struct TransactionDetail {
        /// `requestApiTokenId`
        request_api_token_id: Option<Token<'a>> = "requestApiTokenId",
    }
}

impl<'a> Record<'a> {
    /// Reads one record that stands alone.
    ///
    /// # Errors
    /// [`Reason::Json`] when the bytes are not one JSON value in UTF-8 or nest deeper than 128,
    /// [`Reason::NotAnObject`] when the value is no object.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Reason> {
        let mut record = Self::default();
        record.read(bytes).map(|()| record)
    }

    /// Reads one record that stands alone in the place of this one, with its memory.
    ///
    /// # Errors
    /// As for [`Record::parse`].
    pub fn read(&mut self, bytes: &'a [u8]) -> Result<(), Reason> {
        let mut scanner = Scanner::new(bytes, 0);
        let read = self.scan(&mut scanner).map_err(|Broken| Reason::Json)?;
        if scanner.peek().is_some() || std::str::from_utf8(bytes).is_err() {
            return Err(Reason::Json);
        }
        read
    }

    /// Reads the record at the scanner's position and leaves the scanner behind it. UTF-8 is
    /// the caller's to check.
    pub(super) fn scan(&mut self, scanner: &mut Scanner<'a>) -> Result<Result<(), Reason>, Broken> {
        let mut targets = std::mem::take(&mut self.targets);
        targets.clear();
        *self = Self { targets, ..Self::default() };
        if scanner.peek() != Some(b'{') {
            scanner.value(0)?;
            return Ok(Err(Reason::NotAnObject));
        }
        let start = scanner.at();
        members!(scanner, 1, {
            "actor" => self.actor = Read::read(scanner, 1)?,
            "client" => self.client = Read::read(scanner, 1)?,
            "authenticationContext" => self.authentication = Read::read(scanner, 1)?,
            "eventType" => self.event_type = Read::read(scanner, 1)?,
            "outcome" => self.outcome = Read::read(scanner, 1)?,
            "published" => self.published = Read::read(scanner, 1)?,
            "securityContext" => self.security = Read::read(scanner, 1)?,
            "severity" => self.severity = Read::read(scanner, 1)?,
            "debugContext" => self.debug_context = Read::read(scanner, 1)?,
            "legacyEventType" => self.legacy_event_type = Read::read(scanner, 1)?,
            "transaction" => self.transaction = Read::read(scanner, 1)?,
            "uuid" => self.uuid = Read::read(scanner, 1)?,
            "request" => self.request = Read::read(scanner, 1)?,
            "target" => self.read_targets(scanner)?,
        });
        self.raw = scanner.since(start);
        Ok(Ok(()))
    }

    fn read_targets(&mut self, scanner: &mut Scanner<'a>) -> Result<(), Broken> {
        self.targets.clear();
        self.target = None;
        if scanner.peek() != Some(b'[') {
            self.target = Some(scanner.value(1)?);
            return Ok(());
        }
        scanner.take(b'[');
        if scanner.take(b']') {
            return Ok(());
        }
        loop {
            self.targets.push(Read::read(scanner, 2)?);
            if !scanner.another(b']')? {
                return Ok(());
            }
        }
    }
}
