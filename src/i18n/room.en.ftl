# What is said of the room: the cluster that holds learners in (or doesn't), and how to set up a class on the network.

shut-title = This server opens no labs.
shut-unfenced = Its cluster accepts privileged pods from whoever does a lab, and such a pod owns its whole node. For whoever runs the server, `kindlab doctor` says what to do; if everybody in the class is trusted, `kindlab serve --trust-learners` opens labs all the same.
shut-unknown = Whether its cluster refuses privileged pods could not be tried yet. The trial is made again every few seconds; if it stays so, `kindlab doctor` says what is missing.

error-unfenced-title = This server opens no labs on this cluster
error-unfenced = The cluster accepts privileged pods from whoever does a lab, and such a pod owns its whole node.
error-unfenced-next = Your progress is safe. Tell whoever runs the server: `kindlab doctor` says what to do, and `kindlab serve --trust-learners` opens labs for a class that is trusted.
error-fence-unknown-title = The cluster is still being tried
error-fence-unknown = Before it opens a lab, the server tries whether its cluster refuses privileged pods, and there is no result yet.
error-fence-unknown-next = Try again in a moment; if it stays so, tell whoever runs this server: `kindlab doctor` says what is missing.

turn-overfull = { $kind } `{ $name }` holds { $held } MiB, more than the { $limit } MiB it asked for: the pods that use it were stopped, so that nobody’s disk fills up. Remove files as soon as a pod is back, or delete the PVC.
turn-countless = { $kind } `{ $name }` holds more files than can be counted: the pods that use it were stopped, so that nobody’s disk fills up. Delete the PVC.

room-title = Set up the room
room-link = Set up the room
room-program = The commands named here are for whoever runs the server, in the folder with its source: after `make run`, `kindlab` is `target/release/kindlab` there.
room-address = Where the class finds this server
room-address-lead = Project one of these addresses; other computers in the same network open it in a browser.
room-address-alone = For now only this computer reaches the server. For the whole network, start it with `kindlab serve --listen 0.0.0.0:8080`.
room-firewall = This computer’s firewall must let TCP port { $port } in: for instance `ufw allow { $port }/tcp`, or `firewall-cmd --add-port={ $port }/tcp`.
room-guests = Guest networks often keep computers from one another: if nobody reaches the address, use another network or a router of your own.
room-tls-on = The connection is encrypted (HTTPS).
room-tls-off = The connection is not encrypted (HTTP); everything works like that. For HTTPS, use `--tls-cert` and `--tls-key`, or a proxy with `--behind-proxy` (see the README).
room-fit = Does the class fit?
room-fit-lead = Compares what the cluster has left with what each person takes: a workbench and up to four pods.
room-learners = How many people are still to come
room-count = Count
room-what = What
room-has = There is
room-needs = Needed
room-verdict = Verdict
room-short = too little
room-enough = enough
room-need-sandboxes = Places on this server
room-need-pods = Pods the nodes may still have
room-need-cpu = CPU left on the nodes (thousandths)
room-need-memory = Memory left on the nodes (MiB)
room-need-machine = Memory left on this computer (MiB)
room-short-next = For more places: `kindlab serve --max-sandboxes N`. For more CPU and memory: close other programs or use a larger computer. Each node takes up to 250 pods.
room-uncounted = The cluster did not answer, so nothing can be counted. `kindlab doctor` says what is missing.
room-warm = Sandboxes made before the class
room-warm-lead = Made ahead, sandboxes open at once even if the whole class comes within the same minute. Whoever opens the lab is given one of them.
room-warm-state = { $ready } of { $all } ready
room-warm-lab = Lab
room-warm-count = How many
room-warm-go = Make them
room-apart = What keeps people apart
room-fence-untried = Whether the cluster refuses privileged pods is still being tried.
room-fence-holds = The cluster refuses pods that would own a node (tried).
room-fence-open = The cluster accepts pods that own a node. Labs open only with `--trust-learners`; `kindlab doctor` says how to change that.
room-fence-unknown = Whether the cluster refuses privileged pods could not be tried; `kindlab doctor` says what is missing.
room-network-untried = The network between sandboxes was not tried yet.
room-network-trying = The network between sandboxes is being tried with two pods; reload in some seconds.
room-network-yes = One person’s pods can’t reach another’s over the network (tried with two).
room-network-no = One person’s pods reach another’s over the network. In a class that trusts each other it does no harm; `kindlab doctor` says how to change it.
room-network-unknown = The network between sandboxes could not be tried; the log says why.
room-network-again = Try the network again
room-trouble = When something goes wrong
room-trouble-reach = Nobody can open the page: check the address, the firewall, and that all are in the same network. `curl` from another computer shows whether the server answers.
room-trouble-cluster = “The cluster does not answer”: run `kindlab cluster up`, which brings it back; nothing that was passed is lost.
room-trouble-full = “All places are taken”: start the server again with a larger `--max-sandboxes`; nobody loses anything by it.
room-trouble-slow = Everything is slow: look above whether memory or CPU is short, and end what else runs on this computer.
room-trouble-lost = Somebody lost their tab or computer: with the resume code they go on in another browser, where they were.
room-trouble-power = The power or the server failed: start `kindlab cluster up` and `kindlab serve` again; pages recover by themselves. `kindlab backup FILE` makes a backup.
