# What a check says of the cluster. One message says what is there, what was expected, and where to look next.
# $expected and $found are written as the cluster writes them; <none> means empty.

## The judge itself

cluster-unreachable = The server can’t reach the cluster just now; this step is checked again as soon as it answers.
cluster-not-listed = The server is still reading what the cluster holds; this step is checked in a moment.
no-check = This lab doesn’t say how to check this step; please tell whoever runs this server.

## Pods and nodes

node-down = The node { $node } is not Ready, so nothing can be said of the pod { $pod }; `kubectl get nodes` shows when it is back.
image-pull = The pod { $pod } can’t get its image { $image } ({ $reason }); if the name is right, the cause lies with the cluster: `kubectl describe pod { $pod }`.
pod-crashes = A container of the pod { $pod } ends instead of running ({ $reason }); `kubectl logs { $pod }` and `kubectl describe pod { $pod }` say why.
pod-unschedulable = No node takes the pod { $pod } for now; see `kubectl describe pod { $pod }`. The scheduler says: { $detail }
pod-missing = The pod { $pod } doesn’t exist yet; `kubectl get pods` shows which ones do.
pod-not-ready = The pod { $pod } is not Ready yet; `kubectl describe pod { $pod }` shows what it waits for.

## Services

service-missing = There is no Service { $service } in your namespace yet.
service-type = The Service { $service } is of type { $found }, and a headless Service is of type { $expected }; look at `kubectl get service { $service } -o yaml`.
service-not-headless = The Service { $service } has the address { $found }, and a headless one says clusterIP: { $expected }; the field can’t be changed, so delete the Service and create it again.
service-selector = The Service { $service } selects { $found }, and { $expected } was expected; see `kubectl describe service { $service }`.
service-port = The Service { $service } has the port { $found }, and { $expected } was expected; see `kubectl get service { $service }`.
headless-service-ok = The Service { $service } is headless and selects the right pods.

## A StatefulSet's values

set-missing = There is no StatefulSet { $set } in your namespace yet.
set-missing-deployment = There is a Deployment { $set }, but this step asks for a StatefulSet of that name.
set-deleting = The StatefulSet { $set } is being deleted; `kubectl get statefulset { $set }` shows when it is gone.
set-waiting = { $replicas ->
    [one] The pod of the StatefulSet { $set } is not Ready yet
   *[other] Of the { $replicas } pods of the StatefulSet { $set }, { $ready } are Ready
}; `kubectl get pods` shows the one that is awaited.
set-ok = The StatefulSet { $set } has the values asked for, and { $replicas ->
    [one] its pod is Ready.
   *[other] its { $replicas } pods are Ready.
}
set-service-name = The StatefulSet { $set } has serviceName { $found }, and { $expected } was expected; the field can’t be changed, so delete the set and create it again.
set-first-ordinal = The ordinals of the StatefulSet { $set } start at { $found }, and { $expected } was expected; look at spec.ordinals in `kubectl get statefulset { $set } -o yaml`.
set-replicas = The StatefulSet { $set } asks for { $found } replicas, and { $expected } was expected; `kubectl scale statefulset { $set }` changes it.
set-volume-not-claim = The StatefulSet { $set } mounts { $found } where the volume of the claim template { $expected } belongs; what is written there doesn’t outlive the pod or isn’t its own.
set-no-claim-template = The StatefulSet { $set } has the claim template { $found }, and { $expected } was expected; volumeClaimTemplates can’t be changed, so delete the set and create it again.
set-access-mode = The claim template of the StatefulSet { $set } has the access mode { $found }, and { $expected } was expected; it can’t be changed, so delete the set and its PVCs and create it again.
set-storage = The claim template of the StatefulSet { $set } asks for { $found }, and { $expected } was expected; it can’t be changed, so delete the set and its PVCs and create it again.
set-mount-path = The volume of the StatefulSet { $set } is mounted at { $found }, and { $expected } was expected; see volumeMounts in `kubectl get statefulset { $set } -o yaml`.
set-parallel = The StatefulSet { $set } has podManagementPolicy { $found }, and { $expected } was expected; the field can’t be changed, so delete the set and create it again.
set-deletes-claims = The StatefulSet { $set } deletes its PVCs by itself; look at persistentVolumeClaimRetentionPolicy in `kubectl get statefulset { $set } -o yaml`.

## The order of the start

ordered-waiting = The StatefulSet { $set } starts its pods one by one, and { $pod } is awaited; `kubectl describe pod { $pod }` says what it waits for.
ordered-broken = The pod { $pod } of the StatefulSet { $set } appeared before { $before } was Ready; compare the times with `kubectl get pods`.
ordered-not-seen = The start of the pods of { $set } was not watched, and the age of the PVCs doesn’t tell the order; delete the set and its PVCs and create it again.
ordered-ok = The pods of the StatefulSet { $set } started one by one, each after the one before was Ready.

## Claims and volumes

claims-none = There is no PVC { $claim } yet; the StatefulSet creates it together with the pod.
claim-missing = The PVC { $claim } doesn’t exist yet; `kubectl get pvc` shows which ones do.
claim-pending = The PVC { $claim } is not Bound yet; `kubectl describe pvc { $claim }` shows what it waits for.
claim-deleting = The PVC { $claim } is being deleted, and its data with it; `kubectl describe pvc { $claim }` shows the pod that still uses it.
claim-lost = The PVC { $claim } has lost its volume { $volume }; see `kubectl describe pvc { $claim }`.
claim-not-used = The pod { $pod } doesn’t use the PVC { $claim }; see Volumes in `kubectl describe pod { $pod }`.
claims-share = Two PVCs of the StatefulSet { $set } lead to the same volume; compare them with `kubectl get pvc`.
claims-ok = { $count ->
    [one] The PVC is Bound to its volume.
   *[other] All { $count } PVCs are Bound, each to a volume of its own.
}

## Pages on the volumes

page-not-on-claim = In the pod { $pod }, { $path } leads to { $found }, and the PVC { $expected } was expected; see Mounts in `kubectl describe pod { $pod }`.
page-missing = The volume of the pod { $pod } has no { $file } yet.
page-empty = The file { $file } on the volume of the pod { $pod } is empty; `kubectl exec { $pod } -- ls -l` shows its size.
page-not-plain = On the volume of the pod { $pod }, { $file } is not a plain file but this: { $found }.
page-unreadable = The server can’t read the volume of the pod { $pod } just now; it tries again by itself.
pages-same = The pods { $other } and { $pod } have the same page, “{ $found }”, and each should have one of its own.
pages-ok = Each pod of { $set } has a page of its own on its own volume.

## Survival

survival-pages-first = Survival is checked against the pages of { $set }, so write those first.
survival-not-deleted = Not deleted since the pages were written: { $pods }. See the ages with `kubectl get pods`.
survival-one-left = Came back with their pages: { $back }. Not deleted yet: { $pods }.
survival-was-scale = The StatefulSet { $set } was scaled after its pages were written; here it is about deleting: with all pods Ready, remove them with `kubectl delete pod`.
survival-was-rollout = The pods of { $set } were replaced by a rollout; here it is about deleting: with all pods Ready, remove them with `kubectl delete pod`.
survival-was-recreated = The StatefulSet { $set } itself was created again after its pages were written; with all pods Ready and their pages in place, delete only the pods.
survival-other-claim = A pod of { $set } came back on a new PVC, and what the old one held is gone; write the pages again, then delete only the pods.
survival-page-lost = The pod { $pod } came back without { $file }; see which volume it mounts with `kubectl describe pod { $pod }`.
survival-rewritten = The page of { $pod } is younger than the pod: now “{ $found }”, before the deletion “{ $expected }”; delete the pod once more and leave the page as it is.
survival-ok = The pods of { $set } were deleted and came back, each on its own volume with its own page.

## Scaling

scale-up-awaited = The StatefulSet { $set } has { $found ->
    [one] { $found } pod
   *[other] { $found } pods
}; scale it to { $to }.
scale-up-other = The StatefulSet { $set } asks for { $found ->
    [one] { $found } replica
   *[other] { $found } replicas
}; this step goes from { $from } to { $to }.
scale-up-not-seen = The StatefulSet { $set } has { $found } replicas, but it was not seen complete with { $from }; go back to { $from }, wait until all are Ready, then scale to { $to }.
scale-up-pods-changed = The first { $from ->
    [one] pod of { $set } was replaced on the way
   *[other] { $from } pods of { $set } did not all stay the same on the way
} to { $found }; go back to { $from }, wait until all are Ready, and scale to { $to } without deleting any.
scale-up-ok = The StatefulSet { $set } grew from { $from } to { $found } pods, and { $from ->
    [one] the first one stayed as it was.
   *[other] the first { $from } stayed as they were.
}
zero-awaited = The StatefulSet { $set } asks for { $found ->
    [one] { $found } replica
   *[other] { $found } replicas
}; scale it to 0.
zero-pods-left = The StatefulSet { $set } asks for no replicas, and { $count ->
    [one] { $count } pod is still ending
   *[other] { $count } pods are still ending
}; follow them with `kubectl get pods --watch`.
zero-ok = The StatefulSet { $set } has no pods, and { $count ->
    [one] its PVC is still there, Bound.
   *[other] its { $count } PVCs are still there, Bound.
}
back-zero-first = This step begins when the StatefulSet { $set } has been seen without pods; scale it to 0 first.
back-awaited = The StatefulSet { $set } asks for { $found ->
    [one] { $found } replica
   *[other] { $found } replicas
}; scale it to { $expected }.
back-set-recreated = The StatefulSet { $set } is not the one that was scaled to 0 but a newer one of that name; take it through 0 and back.
back-other-claim = The pod { $pod } uses another PVC { $claim } than before, created since; what the old one held is gone.
back-rewritten = The page of { $pod } is younger than the pod: “{ $found }”; take the set to 0 and back once more and leave the page as it is.
back-ok = The StatefulSet { $set } runs again, and { $count ->
    [one] its pod has its PVC and its page from before.
   *[other] its { $count } pods have their PVCs and pages from before.
}

## Questions

answers-left = { $count ->
    [one] Right so far; one question is still open.
   *[other] Right so far; { $count } questions are still open.
}
answers-right = Your answers agree with the cluster.
answer-not-right = The cluster says something else than “{ $said }”; look once more at what the command shows.
answer-cannot-tell = The cluster has no such object just now, or doesn’t answer, so your answer can’t be compared; try again in a moment.
