# Classes: joining one, its board, what is said in it.

catalog-join = Join a class

join-title = Join a class
join-lead = The code is on the wall or with whoever teaches. You need no account.
join-code = Class code
join-name = Your name
join-name-hint = The instructor sees it. A nickname is fine.
join-name-bad = Write a name of 1 to 40 characters.
join-go = Join
join-resume = I was here before: continue with my resume code
join-code-unknown = No class has this code. It has six letters; check whether one was mistaken for another.
join-class-over = This class is over, so nobody can join it any more.
join-already = This browser is in the class as { $name }.
join-go-on = Go on as { $name }
join-other = Join as somebody else: { $name }

class-mine = My class
class-hello = You are here as { $name }. Open a lab; the instructor sees how far you are and can help.
class-over = The class is over. Your progress can still be read here. To open labs on your own, leave the class.
class-over-short = over
class-leave = Leave the class
class-leave-what = Your sandboxes in this class are removed. Your progress stays with the class, and you can join again with the code.
class-note = From the instructor
class-note-seen = Got it
class-hand-raise = Raise your hand
class-hand-up = Your hand is up
class-hand-lower = Lower it
class-hand-text = What is it about? You may leave this empty.
class-hand-theirs = Hand up

classes-title = Classes
classes-empty = No class yet. A class gives you a code for the wall, and a board that shows who is where.
classes-others = Outside of classes

new-class-title = Open a class
new-class-name = Name
new-class-name-bad = Give the class a name of 1 to 40 characters.
new-class-labs = Labs
new-class-labs-bad = Choose at least one lab.
new-class-size = How many learners do you expect?
new-class-size-bad = Write a whole number from 1 to 1000. More than you expect can still join.
new-class-hours = For how many hours?
new-class-hours-hint = You can add time later. Nothing stops by itself when it is up.
new-class-hours-bad = Write a number of hours, at least 0.25.
new-class-lang = Language of the class
new-class-lang-hint = The link on the wall opens in it. Each learner can choose another.
new-class-lang-bad = Choose a language.
new-class-go = Open the class

class-wall-where = Go to
class-wall-code = and type this code
class-wall-board = To the board
class-wall-qr = QR code of the link to join

class-learners = { $n ->
    [one] { $n } learner
   *[other] { $n } learners
}
class-wrongs = What many get wrong
class-wrongs-none = Nobody has anything wrong right now.
class-wrong-where = step { $number }, median { $median }
class-send-hint = Send to those at step { $number }
class-times = Time per step
class-times-what = The line marks the median, the bar the middle half. Steps done by the server are not counted.
class-stuck-wrong = { $n ->
    [one] { $n } wrong try
   *[other] { $n } wrong tries
}
class-stuck-slow = the class took { $median }
class-stuck-long = here for long
class-idle = has not opened it
class-done = done
class-nobody = Nobody has joined yet. Learners appear here by themselves.
class-left = { $time } left
class-time-up = The planned time is up.
class-extend = Add 30 minutes
class-labs = Labs of the class
class-show = Show
class-show-all = all
class-show-hand = hand up
class-show-stuck = stuck
class-show-idle = not started
class-show-done = done
class-sort = Order
class-sort-need = Who needs help first
class-sort-name = Name
class-sort-progress = Progress
class-sort-time = Time on step
class-names-hide = Hide names
class-names-show = Show names
class-time = On it
class-last = Active
class-say = Say something to the class
class-export-csv = Export as CSV
class-export-json = Export as JSON
class-end = End the class
class-end-what = Export first if you want a file. Every sandbox of the class is removed; progress stays until the class is purged.
class-purge = Purge the class
class-purge-what = Removes names, progress, outputs and messages of this class for good.
class-answer = Write to this learner
class-answer-send = Send and lower the hand
class-runs = Last outputs
class-timeline = Their way so far
class-idle-page = Has not opened a lab yet.
class-picture = Their sandbox
class-helped = the server is doing steps
class-guide = Bring to a step
class-guide-all = Bring everybody to a step
class-guide-step = Step
class-guide-catch-up = Catch up with it
class-guide-catch-up-what = The server does the steps before it that are missing, on top of what is there. They are marked as done by catching up.
class-guide-keep = Begin it again, keep the volumes
class-guide-drop = Begin it again, discard the volumes
class-guide-again-what = Everything else in the namespace is removed, and the steps before it are done again. What passed stays passed.
class-guide-afresh = Begin the lab again
class-guide-afresh-what = A new, empty sandbox. Every step is to be done again.
class-guide-all-what = For everybody who has opened the lab, a few at a time. Whoever is running a command right now is left alone; do it again a little later for them.
class-say-others = In other languages too
class-say-others-what = Each learner reads their own language, or else the first box.
class-say-to = To
class-say-everybody = everybody
class-say-at = step { $number }: { $title }
class-hint = Send a hint
class-hint-to-step = everybody who is at that step
class-only-stuck = only who is stuck
class-only-stuck-here = { $n ->
    [one] only the one who is stuck
   *[other] only the { $n } who are stuck
}
class-told = { $n ->
    [one] Sent to { $n } learner.
   *[other] Sent to { $n } learners.
}
class-told-nobody = Nobody is there now: nothing was sent.
class-say-send = Send
class-watch = Terminal, as they see it
class-watch-none = Not shown. Only the learner can let you watch, with the button beside the raised hand.
class-watch-allow = Let the instructor watch my terminal
class-watch-on = The instructor may watch your terminal
class-watch-stop = Stop showing it
class-remove = Remove from the class
class-remove-what = Their sandboxes are removed. Their progress stays in the export, and they can join again with the code.
class-event-opened = Opened the lab
class-event-ran = Ran { $command }
class-event-saved = Saved { $file }

error-class-over-title = The class is over
error-class-over = The instructor has ended this class, so it opens no labs any more.
error-class-over-next = Your progress is kept. Leave the class to open labs on your own.
error-crowded-title = Too many at once
error-crowded = Many class codes are being tried from your network at this moment. Try again in a minute.
error-crowded-next = Nobody was put into a class. Wait a little, then send the code again.
error-not-instructor-title = For instructors
error-not-instructor = This part is for whoever teaches.
error-not-instructor-next = Nothing was changed. Sign in with the instructor’s token.
