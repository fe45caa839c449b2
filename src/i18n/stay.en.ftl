# What helps somebody who is stuck, comes back, or goes elsewhere. Keys begin with the place they are shown in.

stay-back = Back

elsewhere-title = Continue elsewhere
elsewhere-lead = With a resume code, another browser opens your progress and your sandbox as they are.
elsewhere-nobody = This browser has not opened a lab yet, so there is nothing to continue.
elsewhere-show = Show a resume code
elsewhere-replaces = The code is made now and takes the place of any you had before.
elsewhere-code = Your resume code
elsewhere-once = Note it down now: the server keeps only its fingerprint and can’t show it again.
elsewhere-whoever = Whoever has the code can work as you.
elsewhere-link = Link with the code
elsewhere-copy = Copy the link
elsewhere-copied = Copied
elsewhere-enter = I have a code

leave-title = Leave this browser
leave-what = This browser forgets you. Your progress and your sandbox stay on the server, and only a resume code leads back to them.
leave-first = Show a resume code first
leave-do = Leave now

resume-known = This browser already has progress of its own. The code replaces it here.
resume-known-way = Note down its code first
resume-noscript = A link can’t fill in the code while scripts are off: type it here.

help-hint = { $total ->
    [one] Show a hint
   *[other] Show hint { $n } of { $total }
}
help-solution = Show the solution
help-solution-note = The step is then marked as done with it.
help-mend = The way out: back to where the step begins

stuck-what = What happens
stuck-plan = Steps that the server does for you
stuck-there = What is in your namespace now
stuck-empty = Nothing.
stuck-busy = The server is doing steps for you right now. Wait until that ends, or stop it on the lab’s page.

reset-fresh = Within seconds you get a fresh, empty namespace. The old one is removed in the background, with everything in it.
reset-volumes = Volumes are not kept: what was written on them is lost.
reset-progress = Every step is to be done again.
reset-files = The files in your workbench are as the lab ships them.

again-title = Back to the start of a step
again-link = Start this step again
again-replays = The server runs the commands of the steps before it, so that everything is as the step expects it.
again-progress = What you have passed stays passed. Earlier steps that you had not passed are marked as done by catching up.
again-files = The lab’s files are as shipped. What you changed in one of them stays beside it, as `NAME.mine`.
again-volumes = And the volumes?
again-drop = Drop them.
again-drop-what = A fresh namespace with empty volumes; the old one is removed in the background.
again-keep = Keep them.
again-keep-what = The PVCs and their data stay; everything else in the namespace is removed.
again-do = Go back to the start of the step

catch-up-title = Catch up
catch-up-link = Catch up to here
catch-up-replays = The server runs the commands of the missing steps in your namespace, one step after the other. You can stop at any time.
catch-up-marked = These steps are marked as done by catching up, and counted apart.
catch-up-stays = Nothing is removed. Volumes and files stay.
catch-up-idle = There is nothing to catch up with: every step before this one is done.
catch-up-do = Catch up

replay-running-title = Working for you.
replay-begins = The steps before “{ $target }” are about to begin.
replay-clears = Your namespace is being emptied; the volumes stay.
replay-makes = A fresh namespace is being made.
replay-running = Now: “{ $step }”, on the way to “{ $target }”.
replay-done-title = Done.
replay-done = You are at the start of “{ $target }”.
replay-nothing = Nothing had to be done: you are at the start of “{ $target }”.
replay-failed-title = It did not work out.
replay-failed = “{ $step }” could not be done. See what the step says; going back to the start of “{ $target }” begins in a fresh namespace.
replay-stopped-title = Stopped.
replay-stopped = It was at “{ $step }”, on the way to “{ $target }”. What was done stays.
replay-interrupted-title = Interrupted.
replay-interrupted = The server was restarted at “{ $step }”, on the way to “{ $target }”. What was done stays.
replay-before = It ended before the first step on the way to “{ $target }”.
replay-again = Catch up

error-catching-up-title = One at a time
error-catching-up = The server is doing steps for you in your sandbox.
error-catching-up-next = Wait until that ends, or stop it on the lab’s page. Nothing was started.

left-title = Your sandbox is kept without activity for another
left-soon = Your sandbox is about to be removed in
left-safe = Your progress stays; what is in the namespace does not.
left-keep = Keep it
left-kept = sandbox kept for { $left }

summary-title = What you proved
summary-whole = Every step of this lab was seen in the cluster. Here is what was seen.
summary-part = What was seen in the cluster so far. The other steps are listed with what was last said of them.
summary-print = Print

predict-label = Predict first
predict-do = That is my prediction
predict-noted = Noted. Now run the command and see; until then you may change your mind.
predict-yours = You predicted
predict-outcome = What happens
predict-right = As you predicted.
predict-other = Not as you predicted. That is what predictions are for: look again at what surprised you.
