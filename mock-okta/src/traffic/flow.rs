//! A flow: a few events that happen together because somebody did one thing.

use clock::Draw;

use crate::world::{Engine, World, mix};

use super::behaviors::Behaviors;
use super::flows::import::{Directory, Phase};
use super::flows::{
    access, background, classic, console, enrolment, federation, guess, handover, import, insight,
    launch, lifecycle, notice, privilege, protection, report, security, service, settings, sign_in,
    standing, trouble,
};
use super::scene::Scene;

/// What somebody does. One script each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Errand {
    /// Makes an API token.
    ApiToken,
    /// Gives or takes an app.
    AppAccess,
    /// A request from a blocked network.
    Blocked,
    /// The collector of the log fetches a token.
    Collector,
    /// Opens the Admin Console.
    Console,
    /// Enrols a factor.
    Enrolment,
    /// Asks for a report.
    Export,
    /// Moves somebody between groups.
    GroupChange,
    /// A part of an import.
    Import(Directory, Phase),
    /// Somebody starts.
    Joiner,
    /// Opens an app.
    Launch,
    /// Somebody leaves.
    Leaver,
    /// Mails and hooks that the org sends.
    Notification,
    /// Grants or revokes an admin role.
    Privilege,
    /// A directory changes somebody's profile.
    ProfileSync,
    /// The org nears a rate limit.
    RateWarning,
    /// The help desk resets somebody's factors.
    Reset,
    /// Looks up a password that an app was given.
    Reveal,
    /// A service fetches a token.
    ServiceToken,
    /// Changes an app or a policy.
    Setting,
    /// Comes to work.
    SignIn,
    /// Goes home and says so.
    SignOut,
    /// Suspends somebody, and takes it back.
    Suspension,
    /// A request from a known bad address.
    Threat,
}

/// One thing done, by whom and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flow {
    pub(crate) errand: Errand,
    /// Milliseconds since the epoch.
    pub(crate) start: i64,
    /// Who does it: a person's number, 0 for nobody in particular.
    pub(crate) actor: u32,
    /// Whom it is done to, where that is somebody else.
    pub(crate) subject: u32,
    /// What chance in this flow depends on; different for every flow.
    pub(crate) key: u64,
    /// What the whole day of the actor shares: place of work, sessions.
    pub(crate) day_key: u64,
    /// Which of the day's sessions this belongs to, or [`Flow::BY_TOKEN`].
    pub(crate) session: u8,
    /// The actor's local day, counted from 1970-01-01.
    pub(crate) day: i32,
    /// What is new about it, if it is a sign-in.
    pub(crate) behaviors: Behaviors,
}

/// One event to be: when, in which request, and what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// Milliseconds since the epoch.
    pub(crate) published: i64,
    /// Steps of one flow with the same number share a transaction.
    pub(crate) request: u8,
    pub(crate) act: Act,
}

/// What a step shows, by family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Access(access::Act),
    Background(background::Act),
    Console(console::Act),
    Enrolment(enrolment::Act),
    Federation(federation::Act),
    Guess(guess::Act),
    Handover(handover::Act),
    Import(import::Act),
    Insight(insight::Act),
    Launch(launch::Act),
    Lifecycle(lifecycle::Act),
    Notice(notice::Act),
    Privilege(privilege::Act),
    Protection(protection::Act),
    Report(report::Act),
    Security(security::Act),
    Service(service::Act),
    Standing(standing::Act),
    Settings(settings::Act),
    SignIn(sign_in::Act),
    Trouble(trouble::Act),
}

impl Flow {
    /// Instead of a session: a program does it, with the org's API token.
    pub(crate) const BY_TOKEN: u8 = u8::MAX;

    /// Appends the steps of this flow to `steps`.
    pub(crate) fn script(&self, world: &World, draw: &mut Draw, steps: &mut Vec<Step>) {
        let script = &mut Script::new(steps, self.start, world.engine());
        match self.errand {
            Errand::AppAccess | Errand::GroupChange | Errand::Privilege => {
                access::script(self, world, draw, script);
            }
            Errand::ApiToken => settings::script(self, script),
            Errand::Blocked | Errand::Threat => security::script(self, draw, script),
            Errand::Enrolment | Errand::Reset => enrolment::script(self, draw, script),
            Errand::Collector | Errand::ServiceToken => service::script(script),
            Errand::Console | Errand::Export => console::script(self, draw, script),
            Errand::Import(from, phase) => import::script(from, phase, draw, script),
            Errand::Notification | Errand::ProfileSync | Errand::RateWarning | Errand::Setting => {
                background::script(self, world, draw, script);
            }
            Errand::Joiner | Errand::Leaver | Errand::Suspension => {
                lifecycle::script(self, world, draw, script);
            }
            Errand::Launch | Errand::Reveal | Errand::SignOut => {
                launch::script(self, world, draw, script);
            }
            Errand::SignIn => sign_in::script(self, world, draw, script),
        }
    }

    /// A number that is this flow's own for `purpose`.
    pub(crate) fn hash(&self, purpose: u64) -> u64 {
        mix(self.key ^ mix(purpose))
    }
}

impl Act {
    /// Appends the event that this act is seen as.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::Access(act) => act.write(scene, out),
            Self::Background(act) => act.write(scene, out),
            Self::Console(act) => act.write(scene, out),
            Self::Enrolment(act) => act.write(scene, out),
            Self::Federation(act) => act.write(scene, out),
            Self::Guess(act) => act.write(scene, out),
            Self::Handover(act) => act.write(scene, out),
            Self::Import(act) => act.write(scene, out),
            Self::Insight(act) => act.write(scene, out),
            Self::Launch(act) => act.write(scene, out),
            Self::Lifecycle(act) => act.write(scene, out),
            Self::Notice(act) => act.write(scene, out),
            Self::Privilege(act) => act.write(scene, out),
            Self::Protection(act) => act.write(scene, out),
            Self::Report(act) => act.write(scene, out),
            Self::Security(act) => act.write(scene, out),
            Self::Service(act) => act.write(scene, out),
            Self::Standing(act) => act.write(scene, out),
            Self::Settings(act) => act.write(scene, out),
            Self::SignIn(act) => act.write(scene, out),
            Self::Trouble(act) => act.write(scene, out),
        }
    }
}

/// Where a script puts its steps.
pub(crate) struct Script<'a> {
    engine: Engine,
    steps: &'a mut Vec<Step>,
    start: i64,
    offset: i64,
    request: u8,
}

impl<'a> Script<'a> {
    /// A script on `engine` whose steps begin at `start`, in milliseconds since the epoch.
    pub(crate) fn new(steps: &'a mut Vec<Step>, start: i64, engine: Engine) -> Self {
        Self { engine, steps, start, offset: 0, request: 0 }
    }

    /// Whether the older engine writes the log.
    pub(crate) fn is_classic(&self) -> bool {
        self.engine == Engine::Classic
    }

    /// Lets `ms` pass. No flow goes on for longer than [`SPAN_MS_MAX`].
    pub(crate) fn pass(&mut self, ms: u64) {
        self.offset = (self.offset + ms as i64).min(SPAN_MS_MAX);
    }

    /// Begins another request.
    pub(crate) fn next_request(&mut self) {
        self.request = self.request.saturating_add(1);
    }

    /// Something happens now; the older engine may have nothing to say about it.
    pub(crate) fn push(&mut self, act: Act) {
        let act = if self.is_classic() { classic::in_classic(act) } else { Some(act) };
        let Some(act) = act else { return };
        let published = self.start + self.offset;
        self.steps.push(Step { published, request: self.request, act });
    }
}

/// The longest that a flow takes: what `published` may lie after the flow's own minute.
pub(crate) const SPAN_MS_MAX: i64 = 120_000;
