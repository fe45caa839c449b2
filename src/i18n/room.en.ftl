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
