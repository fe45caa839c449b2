# What pages say around the labs. Keys begin with the place they are shown in.

nav-skip = Skip to the content
nav-language = Language
nav-theme = Light or dark

cluster-away-title = The cluster does not answer.
cluster-away = What you passed is safe. Commands and checks go on as soon as it is back; there is nothing you have to do.
noscript = This page updates itself with scripts, which are off here. Everything works without them: reload to see new output and verdicts.
noscript-reload = Reload
live-offline = Connection to the server lost. Trying again…

catalog-title = Labs
catalog-lead = Each lab runs on a real Kubernetes cluster. A step is done when the state of the cluster says so, whichever way you got there.
catalog-empty = This server has no labs yet.
catalog-continue = Continue where you left off:
catalog-next = Next:
catalog-start = Start here:
catalog-resume = Continue something you began on another computer

resume-title = Continue here
resume-lead = With your resume code this browser opens the same progress and the same sandbox.
resume-code = Resume code
resume-go = Continue
resume-refused = Nobody has this code. Check for a missing character; a newer code replaces the older one.

level-beginner = Beginner
level-intermediate = Intermediate
level-advanced = Advanced
lab-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
lab-steps = { $n ->
    [one] { $n } step
   *[other] { $n } steps
}
lab-judged = { $n ->
    [one] { $n } step checked in the cluster
   *[other] { $n } steps checked in the cluster
}
lab-progress = { $passed } of { $total } steps done
lab-open = Open the lab
lab-open-hint = You get a namespace of your own, empty, where only you work. No account needed.
lab-continue = Continue with step
lab-objectives = What you will be able to do
lab-outline = Steps
lab-source = Based on

verdict-passed = Done
verdict-not-yet = Not yet
verdict-wrong = Different
verdict-cannot-tell = Can’t tell
verdict-elsewhere = Not checked here
verdict-untried = To do
verdict-read = Reading
verdict-expected = expected
verdict-found = found
verdict-evidence = How do you know?
evidence-how = how it was done
how-hand = by hand
how-run = with Run
how-solution = after the solution was shown
how-catch-up = by the server, to catch up
verdict-undone = It was true when it passed, and you keep it. The cluster is in another state now.
verdict-past = It passed in a cluster that is gone, so it can’t be looked at again. You keep it.

step-word = Step
step-untried = Nothing this step asks for exists yet.
step-unanswered = Answer the question of this step.
step-read = to read
step-see = What you should see
step-hint = Hint
step-solution = Solution
step-note = Note
step-check = Check now
step-check-hint = Steps are checked by themselves when something changes; this button looks right away.

run-start = Run
run-stop = Stop
run-copy = Copy the command
run-copied = Copied.
run-in-terminal = Run in the terminal
run-output = Output of the command
run-truncated = The beginning was dropped: this is the end of the output.
run-silent = no output
run-starting = Your workbench is starting; the command follows by itself.
run-running = Running
run-stopped = stopped by you
run-timeout = took too long and was stopped
run-interrupted = interrupted: the workbench went away
run-forbidden = Kubernetes refused this: your account has no right to do it. Labs need nothing outside your own namespace; kubectl auth can-i --list shows what you may do.
run-over-quota = Kubernetes refused this: your namespace has a quota. kubectl describe quota shows what is used and what is left.
question-answer = Answer

file-open = Open
file-save = Save
file-saved = Saved
file-unsaved = Not saved yet
file-changed = Changed in the workbench. Save to keep your version, or reload to see the other.

work-title = Workspace
work-steps = Steps
work-terminal = Terminal
work-divider = Width of steps and workspace
work-picture = Picture
work-pages = Pages
work-files = Files
work-sandbox = Sandbox

term-label = Terminal of your workbench
term-open = Open the terminal
term-about = A shell in your workbench: kubectl (or k for short) with completion, curl, and your files. A reload finds it as you left it.
term-noscript = The terminal needs JavaScript. The Run buttons do everything without it.
term-unbuilt = This server was built without the terminal. The Run buttons do everything.
term-leave = Shift+Tab leaves the terminal.
term-reader = Screen reader
term-keys = Keys that a phone lacks
term-key-up = Arrow up
term-key-down = Arrow down
term-much = Too much output to read aloud; move through the lines to read it.
term-connecting = Connecting …
term-waking = Your workbench is starting …
term-lost = The connection broke off and is being made again. The shell goes on meanwhile.
term-busy = The terminal is open in another tab or window.
term-taken = Another tab or window took the terminal over. The shell goes on there.
term-take = Use it here
term-ended = The shell ended (exit %).
term-again = Start a new one
term-asleep = There is no shell now.
term-many = Too many of your pages are waiting for this terminal. Close some of them.
term-failed = The terminal can’t be opened just now. Nothing is lost, and the Run buttons still work.
term-blocked = A terminal needs WebSockets, and something between you and this server doesn’t let them through. The Run buttons do everything all the same.
term-retry = Try again
term-dropped = The program isn’t reading what you type: the last of it was dropped.
term-occupied = Something is still running in the terminal. End it first (Ctrl+C), then try again.
term-new = The earlier shell went with its workbench; this is a new one.

picture-stale = The cluster does not answer: this is how it was last seen.
picture-empty = Nothing here yet. As soon as something exists in your namespace, it is drawn here: what belongs together, and what happens to it.
picture-col-owner = Services, owner
picture-col-pods = pods
picture-col-claims = PVCs
picture-col-volumes = volumes
picture-col-nodes = nodes
picture-pods = { $n ->
    [one] { $n } pod
   *[other] { $n } pods
}
picture-ready = { $n } Ready
picture-claims = { $n ->
    [one] { $n } PVC
   *[other] { $n } PVCs
}
picture-services = { $n ->
    [one] { $n } Service
   *[other] { $n } Services
}
picture-endpoints = { $n ->
    [one] { $n } endpoint
   *[other] { $n } endpoints
}
picture-left-out = { $n ->
    [one] { $n } more is not drawn
   *[other] { $n } more are not drawn
}
picture-after = waits for { $pod }
picture-coming = is being created
picture-scaled = no pod; the PVC stays
picture-no-claim = does not exist
picture-table = The same as a table
picture-th-pod = Pod
picture-th-state = State
picture-th-age = Age
picture-th-restarts = Restarts
picture-th-address = DNS name or IP
picture-th-node = Node
picture-th-disk = PVC → volume
picture-timeline = What happened
turn-created = { $kind } `{ $name }` was created
turn-ready = { $kind } `{ $name }` became ready
turn-unready = { $kind } `{ $name }` is no longer ready
turn-restarted = { $kind } `{ $name }`: its containers have restarted { $n ->
    [one] { $n } time
   *[other] { $n } times
}
turn-ended = { $kind } `{ $name }` finished
turn-failed = { $kind } `{ $name }` ended with an error
turn-bound = { $kind } `{ $name }` was bound to a volume
turn-scaled = { $kind } `{ $name }` went from { $from } to { $to } { $to ->
    [one] replica
   *[other] replicas
}
turn-deleting = { $kind } `{ $name }` is being deleted
turn-gone = { $kind } `{ $name }` is gone

pages-empty = No pod is running yet. As soon as one does, its web page can be opened here.
pages-lead = Opens a pod’s web page through the server, as `kubectl port-forward` would. The number is the port.
pages-frame = Web page of a pod
pages-port = port
pages-ten-do = Ten requests
pages-ten = Who answered
pages-ten-what = Ten requests in a row to the Service `{ $service }`, sent from inside the cluster. A dot is an answer, as the pod’s log says.
pages-ten-unknown = A pod whose log doesn’t tell
pages-ten-nobody = Nobody
pages-expired = This address is no longer valid. Open the page again from the list.
pages-none = No page
pages-refused-no-such = Your sandbox has no such pod, Service or port.
pages-refused-external-name = This Service leads out of the cluster. Only pages of your own pods are opened here.
pages-refused-external-ips = A Service with externalIPs is not opened here: its addresses may belong to somebody else.
pages-refused-no-selector = This Service has no selector, so there is no telling whose endpoints they are.
pages-refused-no-endpoint = No ready pod is behind this Service.
pages-refused-no-address = This Service is headless: it has no address of its own that requests could be sent to.
pages-refused-busy = Too many pages are being fetched at once. Try again in a moment.
pages-refused-not-running = The pod is not running.
pages-refused-not-this-way = Pages can only be read here.
pages-refused-bad-path = This path is not passed on.
pages-refused-redirect = The pod sends you to another address. Redirects are not followed here.
pages-refused-too-large = The page is larger than 1 MiB.
pages-refused-no-answer = Nothing answered at this port within five seconds.

sandbox-home = Files in the workbench’s home are kept up to 4 MiB in all, when it is made anew. A larger home stays only as long as its workbench.
sandbox-live = Your namespace is ready, and it is yours alone. What you do in it is checked as it happens.
sandbox-asleep = Your workbench is asleep because nothing happened for a while. The next command wakes it; your objects are still there.
sandbox-gone = Your progress is kept. A new sandbox starts empty: to go on, repeat what the next step builds on.
sandbox-gone-title = Your sandbox was removed.
sandbox-remake = Make a new one
sandbox-namespace = Namespace
sandbox-image = Image

reset-title = Begin this lab again
reset-do = Remove all and begin again

done-title = Every step is done.
done-text = Each one was seen in the cluster, not taken on trust. The evidence stays with each step.

board-title = Instructor
board-learner = Learner
board-passed = Done
board-now = Now
board-legend = Legend
login-lead = The server printed a token at its first start. To get another: `kindlab instructor token --new`
login-token = Token
login-go = Sign in
login-refused = That is not a token of this server.
login-leave = Sign out

error-way-labs = All labs
error-way-open = Open the lab
error-way-back = Back to the lab
error-way-again = Try again

error-not-found-title = Nothing here
error-not-found = { $what ->
    [lab] This server has no lab of that name.
    [command] The lab has no command of that name.
    [prediction] The lab has no prediction of that name.
    [question] The lab has no question of that name.
    [file] The lab has no file of that name.
    [step] The lab has no step of that name.
    [run] You have no run of that name.
    [class] There is no such class here.
    [learner] There is no such learner in this class.
   *[other] There is no page at this address.
}
error-not-found-next = The address may be old, or mistyped.
error-wrong-method-title = Not this way
error-wrong-method = This address does something; it is not a page to open.
error-wrong-method-next = Use the buttons of the lab instead. Nothing was changed.
error-bad-request-title = Not understood
error-bad-request = The server could not read what was sent.
error-bad-request-next = Nothing was changed. Go back and try once more.
error-not-upgraded-title = Only by WebSocket
error-not-upgraded = The terminal is reached by WebSocket only.
error-not-upgraded-next = Open it on the lab’s page. The Run buttons need no WebSocket.
error-cross-site-title = Refused
error-cross-site = This request came from another site.
error-cross-site-next = Nothing was changed. Open the lab here and use its own buttons. If there is a proxy, it must pass the Host header on unchanged.
error-unknown-learner-title = Who are you?
error-unknown-learner = Nobody has this resume code.
error-unknown-learner-next = A newer code replaces the older one. Without a code you can start from scratch.
error-not-open-title = Not open yet
error-not-open = You have not opened this lab in this browser.
error-not-open-next = Open it first; if you began elsewhere, continue with your resume code.
error-busy-title = One at a time
error-busy = Another command is still running in your sandbox.
error-busy-next = Wait until it ends, or stop it. Nothing was started.
error-run-id-taken-title = Already used
error-run-id-taken = This run’s id belongs to another command.
error-run-id-taken-next = Reload the lab and run the command again. Nothing was started.
error-too-large-title = Too large
error-too-large = What you sent is larger than { $kib } KiB.
error-too-large-next = Nothing was saved. Make it shorter and try again.
error-full-title = All places are taken
error-full = This server keeps { $n ->
    [one] { $n } sandbox
   *[other] { $n } sandboxes
} at a time, and all are in use.
error-full-next = A place is freed when someone has been away for a while. What you did so far is kept.
error-cluster-title = The cluster does not answer
error-cluster = The server can’t reach its Kubernetes cluster right now.
error-cluster-next = Your progress is safe. Try again in a moment; if it stays so, tell whoever runs this server: `kindlab doctor` says what is missing.
error-internal-title = Something broke here
error-internal = The server could not finish this. It is nothing you did.
error-internal-next = Your progress is safe. Try again; if it happens again, tell whoever runs this server: the log says more.

lab-problems = What the linter says about these labs (shown only with --watch)

## What a pass rests on

evidence-passed = passed
evidence-of-pods = Pods
evidence-of-before = Earlier
evidence-of-claims = PVCs
evidence-of-endpoints = Endpoints
evidence-of-dns = DNS
evidence-of-pages = Pages
evidence-of-gone = Gone
evidence-of-nodes = Nodes
evidence-of-answers = Answers
evidence-of-same-pods = Pods that stayed
evidence-of-behind = Behind the Service
evidence-of-services = Services
evidence-of-deployment-pods = Pods of the Deployment
fact-observed-at = looked at
fact-read-by = read by
fact-order-from = order known from
fact-asked-from = asked from
fact-uid = UID
fact-set-uid = UID of the StatefulSet
fact-was-set-uid = UID of the StatefulSet that is gone
fact-service-uid = UID of the Service
fact-deployment-uid = UID of the Deployment
fact-claim-uid = UID of the PVC
fact-volume-uid = UID of the volume
fact-resource-version = resourceVersion
fact-service-resource-version = resourceVersion of the Service
fact-generation = generation
fact-revision = revision
fact-from-revision = revision before
fact-created = created
fact-ctime = file last changed (ctime)
fact-sha256 = SHA-256 of the page
fact-start = the page begins
fact-said = your answer
fact-at = at
fact-volume = volume
fact-claim = PVC
fact-node = node
fact-path = path on the node
fact-ip = IP address
fact-endpoints = endpoints
fact-order = order
fact-dry-run = dry run
fact-status = HTTP status
fact-served = served over HTTP
fact-by-pod = read by the pod’s own programs
fact-cluster-ip = cluster IP
fact-node-port = port on the nodes
fact-assigned = external address
fact-cname = CNAME in DNS
fact-target = target
fact-deployment-generation = generation of the Deployment
fact-replicas = replicas
fact-file = file
fact-kind = kind
fact-name = name
fact-ranges = ranges of addresses
fact-requests = requests counted
fact-from = requests from
fact-type = type
fact-selector = selector
fact-before = before
fact-now = now
fact-gone = gone
fact-new = new
fact-nodes = nodes
fact-strength = rests on
fact-claims-created = PVCs created
fact-pod-management = podManagementPolicy
read-by-volume = the server’s own reader, from the volume on its node
read-by-pods = the pod’s own programs, because its volume can’t be read on a node: weaker, since whoever runs the pod could replace them
read-by-node-program = the server’s own program on a node, inside the cluster
read-by-logs = the pods’ own logs
order-from-watch = what the server watched happen
order-from-times = creation times in the cluster
order-from-policy = podManagementPolicy, which can’t be changed
