//! The supervisor: leads the run's session, keeps its output, ends it when asked or when its time is up, and writes
//! how it ended. One thread that sleeps in poll(2): nothing runs while the run is silent.

use std::fs::{File, OpenOptions};
use std::io::{self, PipeReader, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{CWD, Mode, OFlags, mkfifoat};
use rustix::io::{Errno, fcntl_dupfd_cloexec};
use rustix::process::{Signal, setsid};

use super::bash::{Bash, spawn};
use super::group::Group;
use super::segments::Writer;
use super::status::{Ended, Status, Written};
use super::{RunDir, RunId, Runs, now_ms};

/// From SIGTERM to SIGKILL.
const GRACE: Duration = Duration::from_secs(3);
/// How long what bash left behind may still write.
const DRAIN: Duration = Duration::from_secs(2);
/// How long what bash left behind has to end by itself.
const LEFTOVERS: Duration = Duration::from_millis(500);
/// How often a session that was told to end is looked at.
const LOOK: Duration = Duration::from_millis(30);
/// How many helpings of output are taken after the end: a pipe holds one, or sixteen where it was enlarged.
const LAST_WORDS: usize = 32;
/// The exit status of a run that bash could not be started for, as shells have it.
const CANNOT_START: i32 = 126;

/// Watches over a run that was just claimed.
pub fn supervise(id: &RunId) -> Result<()> {
    // NB: without a session of one's own, ending "the session" would end the caller's. Never go on without.
    setsid().context("cannot lead a session")?;
    let (lock, mut ready) = take_stdio()?;
    let run = Runs::beneath_home()?.run(id);
    match begin(&run) {
        Ok(supervisor) => {
            ready.write_all(b"ready\n")?;
            drop(ready);
            supervisor.watch()?;
        }
        Err(error) => ready.write_all(format!("{error:#}").as_bytes())?,
    }
    drop(lock);
    Ok(())
}

/// Takes the lock from stdin and the way back to `run` from stdout, and leaves nothing there for bash to inherit.
fn take_stdio() -> Result<(OwnedFd, File)> {
    let lock = fcntl_dupfd_cloexec(io::stdin(), 3)?;
    let ready = fcntl_dupfd_cloexec(io::stdout(), 3)?;
    let null = OpenOptions::new().read(true).write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdin(&null)?;
    rustix::stdio::dup2_stdout(&null)?;
    Ok((lock, ready.into()))
}

/// Starts bash and says so in the status.
fn begin(run: &RunDir) -> Result<Supervisor<'_>> {
    let spec = run.spec()?;
    mkfifoat(CWD, run.path("control"), Mode::RUSR | Mode::WUSR).context("cannot make the control FIFO")?;
    // Open for both, so that it never reads as ended when a `stop` closes it.
    let control = OpenOptions::new()
        .read(true)
        .write(true)
        .custom_flags(OFlags::NONBLOCK.bits() as i32)
        .open(run.path("control"))?;
    let mut log = Writer::new(RunDir(run.0.clone()), spec.segment());
    let (pipe, bash) = match spawn(&spec) {
        Ok((pipe, child)) => (Some(pipe), Bash::of(child)?),
        Err(error) => {
            log.append(format!("kindlab-agent: cannot start bash: {error:#}\n").as_bytes());
            (None, Bash::Gone(ExitStatus::from_raw(CANNOT_START << 8)))
        }
    };
    let now = Instant::now();
    let status = Status { pid: bash.pid(), started_ms: Some(now_ms()), ..Status::default() };
    run.write_status(&status)?;
    let mut supervisor = Supervisor {
        run,
        bash,
        pipe,
        control,
        log,
        group: Group::led_by_me(),
        status,
        deadline: now + Duration::from_secs(spec.timeout_s),
        drained_by: now,
        ending: Ending::NotAsked,
    };
    // A `stop` that came before the FIFO was there left its mark only.
    supervisor.heed_stop();
    Ok(supervisor)
}

/// How far the ending of a run has come that was asked for.
enum Ending {
    NotAsked,
    Terminated { kill_at: Instant },
    Killed,
}

struct Supervisor<'a> {
    run: &'a RunDir,
    bash: Bash,
    pipe: Option<PipeReader>,
    control: File,
    log: Writer,
    group: Group,
    status: Status,
    deadline: Instant,
    drained_by: Instant,
    ending: Ending,
}

impl Supervisor<'_> {
    fn watch(mut self) -> Result<()> {
        while !self.is_over() {
            self.wait()?;
            self.reap()?;
            self.mind_the_time();
        }
        self.take_last_words()?;
        // Whoever still writes learns it from a broken pipe, should the signals not reach them.
        self.pipe = None;
        self.group.clear(LEFTOVERS);
        let Bash::Gone(exit) = self.bash else {
            return Ok(());
        };
        let (total, write_error) = self.log.finish();
        Ok(self.run.write_status(&Status {
            state: Written::Ended,
            ended_ms: Some(now_ms()),
            exit: exit.code(),
            signal: exit.signal(),
            ended: self.status.ended.or(Some(Ended::Exit)),
            total,
            write_error,
            ..self.status
        })?)
    }

    fn is_over(&self) -> bool {
        let quiet = self.pipe.is_none() || Instant::now() >= self.drained_by;
        matches!(self.bash, Bash::Gone(_))
            && match self.ending {
                Ending::NotAsked => quiet,
                Ending::Terminated { .. } => self.group.is_empty(),
                Ending::Killed => true,
            }
    }

    /// Sleeps until something happens, and takes one helping of output.
    fn wait(&mut self) -> Result<()> {
        let mut watched = vec![PollFd::new(&self.control, PollFlags::IN)];
        watched.extend(self.pipe.as_ref().map(|pipe| PollFd::new(pipe, PollFlags::IN)));
        if let Bash::Alive(_, pidfd) = &self.bash {
            watched.push(PollFd::new(pidfd, PollFlags::IN));
        }
        let timeout = Timespec::try_from(self.patience()).context("too long a wait")?;
        match poll(&mut watched, Some(&timeout)) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let called = !watched[0].revents().is_empty();
        let output = self.pipe.is_some() && !watched[1].revents().is_empty();
        if output {
            self.take_output()?;
        }
        if called {
            while matches!(self.control.read(&mut [0; 64]), Ok(1..)) {}
            self.heed_stop();
        }
        Ok(())
    }

    /// How long nothing can be due.
    fn patience(&self) -> Duration {
        let due = match (&self.ending, &self.bash) {
            (Ending::NotAsked, Bash::Alive(..)) => self.deadline,
            (Ending::NotAsked, Bash::Gone(_)) => self.drained_by,
            (Ending::Terminated { kill_at }, Bash::Alive(..)) => *kill_at,
            _ => Instant::now() + LOOK,
        };
        due.saturating_duration_since(Instant::now())
    }

    fn take_output(&mut self) -> Result<()> {
        let Some(pipe) = &mut self.pipe else {
            return Ok(());
        };
        let mut buffer = [0; 64 * 1024];
        match pipe.read(&mut buffer) {
            Ok(0) => self.pipe = None,
            Ok(read) => self.log.append(&buffer[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Takes what is in the pipe already; in bounded number, for whoever left the session may still write.
    fn take_last_words(&mut self) -> Result<()> {
        for _ in 0..LAST_WORDS {
            let Some(pipe) = &self.pipe else {
                return Ok(());
            };
            let mut watched = [PollFd::new(pipe, PollFlags::IN)];
            match poll(&mut watched, Some(&Timespec::default())) {
                Ok(0) => return Ok(()),
                Ok(_) => self.take_output()?,
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn reap(&mut self) -> Result<()> {
        if let Bash::Alive(child, _) = &mut self.bash
            && let Some(exit) = child.try_wait()?
        {
            self.bash = Bash::Gone(exit);
            self.drained_by = Instant::now() + DRAIN;
        }
        Ok(())
    }

    fn heed_stop(&mut self) {
        if self.run.path("stop").exists() {
            self.end(Ended::Stopped);
        }
    }

    fn mind_the_time(&mut self) {
        let now = Instant::now();
        match self.ending {
            Ending::NotAsked if now >= self.deadline => self.end(Ended::Timeout),
            Ending::Terminated { kill_at } if now >= kill_at => {
                self.group.signal(Signal::KILL);
                self.ending = Ending::Killed;
            }
            _ => {}
        }
    }

    /// Asks the whole session to end. When bash has exited before, that is what ended the run.
    fn end(&mut self, why: Ended) {
        if !matches!(self.ending, Ending::NotAsked) {
            return;
        }
        if matches!(self.bash, Bash::Alive(..)) {
            self.status.ended = Some(why);
        }
        self.group.terminate();
        self.ending = Ending::Terminated { kill_at: Instant::now() + GRACE };
    }
}
