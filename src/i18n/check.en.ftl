# What a check says of the cluster. One message says what is there, what was expected, and where to look next.
# $expected and $found are written as the cluster writes them; <none> means empty.

## The judge itself

cluster-unreachable = The server can’t reach the cluster just now; this step is checked again as soon as it answers.
cluster-not-listed = The server is still reading what the cluster holds; this step is checked in a moment.
not-judged-here = This cluster has no { $kind } { $name }, so this step can’t be done here: it is not checked and doesn’t count.
no-check = This lab doesn’t say how to check this step; please tell whoever runs this server.

## Pods and nodes

node-down = The node { $node } is not Ready, so nothing can be said of the pod { $pod }; `kubectl get nodes` shows when it is back.
image-pull = The pod { $pod } can’t get its image { $image } ({ $reason }); if the name is right, the cause is in the cluster: `kubectl describe pod { $pod }`.
pod-crashes = A container of the pod { $pod } ends instead of running ({ $reason }); `kubectl logs { $pod }` and `kubectl describe pod { $pod }` say why.
pod-evicted = The node stopped the pod { $pod } and doesn’t start it again ({ $reason }). What a pod writes outside its PVCs has a limit; see `kubectl describe pod { $pod }`. Kubernetes says: { $detail }
pod-unschedulable = No node takes the pod { $pod } for now; see `kubectl describe pod { $pod }`. The scheduler says: { $detail }
pods-refused = The { $kind } { $name } can’t make its next pod; see Events in `kubectl describe { $kind } { $name }`. Kubernetes says: { $detail }
pods-over-quota = The { $kind } { $name } can’t make its next pod, because the namespace has a quota; see `kubectl describe quota` and ask for less. Kubernetes says: { $detail }
pod-missing = The pod { $pod } doesn’t exist yet; `kubectl get pods` shows which ones do.
pod-not-ready = The pod { $pod } is not Ready yet; `kubectl describe pod { $pod }` shows what it waits for.
pod-not-of-set = There is a pod { $pod }, but the StatefulSet { $set } doesn’t control it; delete it with `kubectl delete pod { $pod }`, and the set makes its own.
pod-adopted = The pod { $pod } was made by somebody or something else, and the StatefulSet { $set } only took it over; delete it with `kubectl delete pod { $pod }`, and the set makes its own.

## Services

service-missing = There is no Service { $service } in your namespace yet.
service-type = The Service { $service } is of type { $found }, and { $expected } was expected; look at `kubectl get service { $service } -o yaml`.
service-not-headless = The Service { $service } has the address { $found }, and a headless Service says clusterIP: { $expected }; the field can’t be changed, so delete the Service and create it again.
service-selector = The Service { $service } selects { $found }, and { $expected } was expected; see `kubectl describe service { $service }`.
service-port = The Service { $service } has the port { $found }, and { $expected } was expected; see `kubectl get service { $service }`.
headless-service-ok = The Service { $service } is headless and selects the right pods.
service-port-name = The port of the Service { $service } is named “{ $found }”, and “{ $expected }” was expected; see `kubectl describe service { $service }`.
service-present = The Service { $service } exists already, and this step comes before it; `kubectl delete service { $service }` removes it.
service-absent-ok = There is no Service { $service }, as this step asks.
service-type-missing = There is no Service of type { $kind } that selects { $selector } yet; `kubectl get services -o wide` shows the types and selectors there are.
service-no-address = The Service { $service } has no cluster IP that requests could go to; see TYPE and CLUSTER-IP in `kubectl get service { $service }`.
service-no-node-port = The Service { $service } has no nodePort on this port; see spec.ports in `kubectl get service { $service } -o yaml`.

## A StatefulSet's values

set-missing = There is no StatefulSet { $set } in your namespace yet.
set-missing-deployment = There is a Deployment { $set }, but this step asks for a StatefulSet of that name.
set-deleting = The StatefulSet { $set } is being deleted; `kubectl get statefulset { $set }` shows when it is gone.
set-waiting = { $replicas ->
    [one] The pod of the StatefulSet { $set } is not Ready yet
   *[other] Of the { $replicas } pods of the StatefulSet { $set }, { $ready } are Ready
}; `kubectl get pods` shows which one is missing.
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
set-storage-class = The claim template of the StatefulSet { $set } has storageClassName { $found }, and { $expected } was expected; it can’t be changed, so delete the set and its PVCs and create it again.
set-container = In the StatefulSet { $set }, the container with the volume is named { $found }, and { $expected } was expected; change the name in the manifest and apply it again.
set-requests = In the StatefulSet { $set }, the container with the volume requests “{ $found }”, and “{ $expected }” was expected; see resources in `kubectl get statefulset { $set } -o yaml`.
set-limits = In the StatefulSet { $set }, the container with the volume has the limit “{ $found }”, and “{ $expected }” was expected; see resources in `kubectl get statefulset { $set } -o yaml`.
set-mount-path = The volume of the StatefulSet { $set } is mounted at { $found }, and { $expected } was expected; see volumeMounts in `kubectl get statefulset { $set } -o yaml`.
set-parallel = The StatefulSet { $set } has podManagementPolicy { $found }, and { $expected } was expected; the field can’t be changed, so delete the set and create it again.
set-deletes-claims = The StatefulSet { $set } deletes its PVCs by itself; look at persistentVolumeClaimRetentionPolicy in `kubectl get statefulset { $set } -o yaml`.

## The order of the start

ordered-waiting = The StatefulSet { $set } starts its pods one by one, and now waits for { $pod }; `kubectl describe pod { $pod }` says what is holding it up.
ordered-broken = The pod { $pod } of the StatefulSet { $set } appeared before { $before } was Ready; compare the times with `kubectl get pods`.
ordered-not-seen = The start of the pods of { $set } was not watched, and the age of the PVCs doesn’t tell the order; delete the set and its PVCs and create it again.
ordered-ok = The pods of the StatefulSet { $set } started one by one, each after the one before was Ready.

## Claims and volumes

claims-none = There is no PVC { $claim } yet; the StatefulSet creates it together with the pod.
claim-missing = The PVC { $claim } doesn’t exist yet; `kubectl get pvc` shows which ones do.
claim-pending = The PVC { $claim } is not Bound yet; `kubectl describe pvc { $claim }` shows what it waits for.
claim-waits-consumer = The PVC { $claim } waits for a pod that uses it: the StorageClass { $class } makes a volume only then, so Pending is normal here; `kubectl get pods` shows whether the pod is there.
claim-deleting = The PVC { $claim } is being deleted, and its data with it; `kubectl describe pvc { $claim }` shows the pod that still uses it.
claim-lost = The PVC { $claim } has lost its volume { $volume }; see `kubectl describe pvc { $claim }`.
claim-not-used = The pod { $pod } doesn’t use the PVC { $claim }; see Volumes in `kubectl describe pod { $pod }`.
claim-class = The PVC { $claim } has the StorageClass “{ $found }”, and the cluster’s default was expected, “{ $expected }”; it can’t be changed, so delete the set and its PVCs and create it again without storageClassName.
claim-not-of-template = The PVC { $claim } asks for { $found }, and the template of the StatefulSet { $set } for { $expected }: it was there before or was made by hand. Delete it, then its pod, and the set makes its own; see `kubectl describe pvc { $claim }`.
claim-no-template = The StatefulSet { $set } has no claim template { $claim }, so it makes no PVC from it; see volumeClaimTemplates in `kubectl get statefulset { $set } -o yaml`.
claims-share = Two PVCs of the StatefulSet { $set } lead to the same volume; compare them with `kubectl get pvc`.
claims-ok = { $count ->
    [one] The PVC is Bound to its volume.
   *[other] All { $count } PVCs are Bound, each to a volume of its own.
}

## Pages on the volumes

page-not-on-claim = In the pod { $pod }, { $path } leads to { $found }, and the PVC { $expected } was expected; see Mounts in `kubectl describe pod { $pod }`.
page-in-folder = In the pod { $pod }, { $path } is a folder of the volume (subPath { $found }); a folder can be swapped for another without a trace, so nobody could tell what survived: mount the volume itself, without subPath.
page-missing = The volume of the pod { $pod } has no { $file } yet.
page-empty = The file { $file } on the volume of the pod { $pod } is empty; `kubectl exec { $pod } -- ls -l` shows its size.
page-not-plain = On the volume of the pod { $pod }, { $file } is not a plain file but this: { $found }.
page-text = The page of the pod { $pod } says “{ $found }”, and “{ $expected }” was expected; write it once more and read it with `kubectl exec`.
page-unreadable = The server can’t read the volume of the pod { $pod } just now; it tries again by itself.
page-not-served = The page is on the volume, but the pod { $pod } doesn’t answer with it at { $address } ({ $found }); see `kubectl logs { $pod }`.
page-served-other = The pod { $pod } answers at { $address } with another page than the one on its volume; look at both with `kubectl exec { $pod }` and `curl http://{ $address }`.
pages-same = The pods { $other } and { $pod } have the same page, “{ $found }”, and each should have one of its own.
pages-ok = Each pod of { $set } has a page of its own on its own volume.

## Survival

survival-pages-first = Survival is checked against the pages of { $set }, so write those first.
survival-not-deleted = Not deleted since the pages were written: { $pods }. See the ages with `kubectl get pods`.
survival-one-left = Came back with their pages: { $back }. Not deleted yet: { $pods }.
survival-settling = The StatefulSet { $set } was scaled, rolled out or created again after its pages were written. Don't delete anything yet: first all of its pods must be Ready with their pages in place.
survival-was-scale = The StatefulSet { $set } was scaled after its pages were written; here it is about deleting: with all pods Ready, remove them with `kubectl delete pod`.
survival-was-rollout = The pods of { $set } were replaced by a rollout; here it is about deleting: with all pods Ready, remove them with `kubectl delete pod`.
survival-was-recreated = The StatefulSet { $set } itself was created again after its pages were written; with all pods Ready and their pages in place, delete only the pods.
survival-other-claim = A pod of { $set } came back on a new PVC, and what the old one held is gone; write the pages again, then delete only the pods.
survival-page-lost = The pod { $pod } came back without { $file }; see which volume it mounts with `kubectl describe pod { $pod }`.
survival-rewritten = The page of { $pod } is younger than the pod: now “{ $found }”, before the deletion “{ $expected }”; delete the pod once more and leave the page as it is.
survival-same-second = The page of { $pod } changed in the very second in which the pod was created, so there is no telling which came first; delete the pod once more and leave the page as it is.
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
zero-not-seen = The StatefulSet { $set } has no pods, but it was not seen running before; scale it to { $expected }, wait until all are Ready, then scale it to 0.
zero-other-claim = The PVC { $claim } is not the one from before but a newer one of that name, and what the old one held is gone; scale the StatefulSet { $set } to { $expected }, wait until all are Ready, then to 0 again.
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
back-same-second = The page of { $pod } changed in the very second in which the pod was created, so there is no telling which came first; take the StatefulSet { $set } to 0 and back once more and leave the page as it is.
back-ok = The StatefulSet { $set } runs again, and { $count ->
    [one] its pod has its PVC and its page from before.
   *[other] its { $count } pods have their PVCs and pages from before.
}

## Compared with an earlier step

since-nothing = This step compares { $set } with an earlier step of this lab, so that one comes first.
untouched-other-pod = The pod { $pod } is not the one from the earlier step but a newer one of that name, as its age in `kubectl get pods` shows; this step needs the same pods, so do the earlier step once more, then this one.
untouched-other-pod-service = The pod { $pod } was replaced on the way, as its age in `kubectl get pods` shows; delete the Service { $service }, wait until all pods are Ready, and create it again.
untouched-ok = The pods of the StatefulSet { $set } are the same as before; none was replaced.

## Deleted and back

again-awaited = Not deleted since the earlier step: { $pods }. `kubectl delete pod` removes a pod, and `kubectl get pods` shows its successor.
again-one-left = Deleted and back: { $back }. Not deleted yet: { $pods }.
again-others = In the StatefulSet { $set }, a pod was replaced that should stay; with all pods Ready, delete only { $pods }.
again-other-claim = The pod { $pod } uses a PVC { $claim } that is not the one from before but a newer one, and what the old one held is gone; to compare again, start this lab over.
again-was-scale = The StatefulSet { $set } was scaled since the earlier step; here it is about deleting: with all pods Ready, remove what the step names with `kubectl delete pod`.
again-was-rollout = The pods of { $set } were replaced by a rollout since the earlier step; here it is about deleting: with all pods Ready, remove what the step names with `kubectl delete pod`.
again-was-recreated = The StatefulSet { $set } itself was created again since the earlier step; with all pods Ready, delete only the pods that the step names.
again-ok = Deleted and back as new pods, under the same names and on the same PVCs: { $pods }.

## A StatefulSet deleted around its pods

renewed-awaited = The StatefulSet { $set } is still the one from the earlier step; delete it with `kubectl delete statefulset { $set }` and create it again.
renewed-set-gone = The StatefulSet { $set } is deleted; create it again from its manifest, and `kubectl get pvc` shows the PVCs that wait for it.
renewed-same-pods = The new StatefulSet { $set } took over the pod { $pod } of the old one; delete the old pods with `kubectl delete pod`, and it makes new ones.
renewed-ok = The StatefulSet { $set } and its pods are new, and each pod has its PVC and its page from before.
orphan-awaited = The StatefulSet { $set } is still there; `kubectl delete statefulset { $set } --cascade=orphan` deletes it and leaves its pods.
orphan-new-set = There is a StatefulSet { $set } again, newer than the one of the earlier step; when all its pods are Ready, `kubectl delete statefulset { $set } --cascade=orphan` deletes it and leaves them.
orphan-pod-gone = The pod { $pod } went together with the StatefulSet { $set }; create the set again, and when all pods are Ready, delete it with `--cascade=orphan`.
orphan-owned = The pod { $pod } still has an owner; see ownerReferences in `kubectl get pod { $pod } -o yaml`.
orphan-ok = The StatefulSet { $set } is gone, and { $count ->
    [one] its pod goes on, the same as before and without an owner.
   *[other] its { $count } pods go on, the same as before and without an owner.
}

## Cleaning up

cleanup-left = { $kind ->
    [StatefulSet] The StatefulSet { $names } is still there; `kubectl delete statefulset { $names }` deletes it, and its pods with it.
    [Service] The Service { $names } is still there; `kubectl delete service { $names }` deletes it.
    [Pod] Pods that are still there: { $names }; `kubectl get pods` shows whether they are ending already.
    [PersistentVolumeClaim] PVCs that are still there: { $names }; the StatefulSet leaves them behind, and `kubectl delete pvc` deletes them.
   *[PersistentVolume] Volumes that are still there: { $names }; `kubectl get pv` shows their status and their reclaim policy.
}
cleanup-ok = The StatefulSet { $set } is gone, and with it the Service, the pods, the PVCs and their volumes.

## Updates and rollbacks

rollout-set-recreated = The StatefulSet { $set } is not the one from the earlier step but a newer one, so their revisions can’t be compared; to compare again, start this lab over.
rollout-awaited = The StatefulSet { $set } still has the revision of the earlier step, because only a change of its pod template makes a new one; see `kubectl rollout history statefulset { $set }`.
rollout-waiting = The StatefulSet { $set } replaces its pods from the highest number down, and now waits for { $pod }; `kubectl describe pod { $pod }` says what is holding it up.
rollout-broken = The pod { $pod } of the StatefulSet { $set } was replaced before { $before } was Ready with the new revision; update once more with `kubectl rollout restart statefulset { $set }`, and delete no pod by hand meanwhile.
rollout-not-seen = The update of the pods of { $set } was not watched, and their ages don’t tell the order; `kubectl rollout restart statefulset { $set }` replaces them once more.
rollout-ok = All pods of the StatefulSet { $set } have the new revision, replaced from the highest number down, each on its PVC.
rollback-awaited = The StatefulSet { $set } has the revision of the update; `kubectl rollout undo statefulset { $set }` goes back to the one before, and `kubectl rollout history statefulset { $set }` lists them.
rollback-other = The StatefulSet { $set } has the revision { $found }, and { $expected } was expected, the one from before the update; `kubectl get controllerrevisions` lists them.
rollback-ok = The StatefulSet { $set } and all its pods have the revision from before the update again.

## Scaling down

scale-down-awaited = The StatefulSet { $set } has { $found ->
    [one] { $found } pod
   *[other] { $found } pods
}; scale it to { $to }.
scale-down-other = The StatefulSet { $set } asks for { $found ->
    [one] { $found } replica
   *[other] { $found } replicas
}; this step goes from { $from } to { $to }.
scale-down-not-seen = The StatefulSet { $set } was not seen complete with { $from ->
    [one] { $from } pod
   *[other] { $from } pods
}; go back to { $from }, wait until all are Ready, then scale to { $to }.
scale-down-waiting = The StatefulSet { $set } asks for { $found ->
    [one] { $found } replica
   *[other] { $found } replicas
} and has { $count ->
    [one] { $count } pod
   *[other] { $count } pods
} just now; follow them with `kubectl get pods --watch`.
scale-down-broken = The pod { $pod } of the StatefulSet { $set } went while { $before } was still there; scale up again, wait until all pods are Ready, and scale down without deleting any by hand.
scale-down-claim-gone = The PVC { $claim } is gone or is another one, and a StatefulSet { $set } that shrinks leaves its PVCs; go back to { $from }, wait until all are Ready, then scale to { $to } and delete no PVC.
scale-down-ok = The StatefulSet { $set } went from { $from } to { $found ->
    [one] { $found } pod
   *[other] { $found } pods
}, the highest number first.

## Names and identity

dns-ok = { $count ->
    [one] The name of the Service { $service } answers with the IP of its pod, and so does the pod’s own name.
   *[other] The name of the Service { $service } answers with the IPs of all its Ready pods, and each of the { $count } pods has a name of its own that answers with its IP.
}
dns-other = The name { $name } answers with { $found }, and { $expected } was expected; an old answer may last 30 seconds, so ask again then with `dig +short { $name }`.
dns-unreachable = The server couldn’t ask the cluster’s DNS for { $name } just now; it tries again by itself.
dns-follows-awaited = The pod { $pod } is still the one from the earlier step; `kubectl delete pod { $pod }` has it replaced, and then you can ask for its name again.
dns-follows-ok = The pod { $pod } is a new one, and its name now answers with its new IP, { $found }.
identity-hostname = The pod { $pod } has the hostname “{ $found }”, and “{ $expected }” was expected; see spec.hostname in `kubectl get pod { $pod } -o yaml`.
identity-subdomain = The pod { $pod } has the subdomain “{ $found }”, and “{ $expected }” was expected, which comes from the set’s serviceName; see spec.subdomain in `kubectl get pod { $pod } -o yaml`.
identity-ok = Each pod of the StatefulSet { $set } has its name as hostname, the Service as subdomain and the set as owner.

## Deployments

deployment-missing = There is no Deployment { $deployment } in your namespace yet.
deployment-labels = The Deployment { $deployment } selects its pods by { $found }, and { $expected } was expected; the selector can’t be changed, so delete the Deployment and create it again.
deployment-replicas = The Deployment { $deployment } has replicas: { $found }, and { $expected } was expected; `kubectl scale deployment { $deployment }` changes it.
deployment-waiting = The Deployment { $deployment } is not complete yet; pods Ready: { $ready }, replicas asked for: { $replicas }. `kubectl get pods` shows what is missing.
deployment-ok = The Deployment { $deployment } has the values asked for, and { $replicas ->
    [one] its pod is Ready.
   *[other] its { $replicas } pods are Ready.
}
replaced-awaited = The pods of the Deployment { $deployment } are still those of the earlier step; delete one with `kubectl delete pod` and see what takes its place.
replaced-was-change = The Deployment { $deployment } itself was changed or created again since the earlier step; here it is about deleting: with all pods Ready, delete one with `kubectl delete pod`.
replaced-ok = The pod { $gone } of the Deployment { $deployment } is gone, and { $pod } took its place, under another name.

## Which pods stand behind a Service

endpoints-none-selected = The Service { $service } selects { $selector }, and no pod has these labels; compare them with `kubectl get pods --show-labels`.
endpoints-none-ready = The Service { $service } selects { $selector }, and no pod with these labels is Ready yet; `kubectl get pods --show-labels` shows them.
endpoints-foreign = Behind the Service { $service } there is the address { $address }, which belongs to no pod that exists now; compare `kubectl get endpoints { $service }` with `kubectl get pods -o wide`.
endpoints-not-mixed = No pod of the Deployment { $deployment } is behind the Service { $service }; compare `kubectl describe service { $service }` with `kubectl get pods --show-labels`.
endpoints-mixed-ok = Behind the Service { $service } there are pods of more than one Deployment: its selector matches them all.
endpoints-others = Behind the Service { $service } there are also pods that don’t belong to the Deployment { $deployment }: { $pods }. Compare its selector with `kubectl get pods --show-labels`.
endpoints-missing = Pods of the Deployment { $deployment } that are not behind the Service { $service } yet: { $pods }. Compare its selector with `kubectl get pods --show-labels`.
endpoints-ok = Behind the Service { $service } are all the Ready pods of the Deployment { $deployment }, and no others.
endpoints-other-service = The Service { $service } is not the one from the earlier step but a newer one of that name; to compare again, start this lab over.
endpoints-follow-awaited = Behind the Service { $service } are the same addresses as in the earlier step; scale the Deployment { $deployment } and look at `kubectl get endpoints { $service }` again.
endpoints-follow-ok = The Service { $service } followed the Deployment { $deployment }, and has { $count ->
    [one] { $count } address behind it now.
   *[other] { $count } addresses behind it now.
}
same-endpoints-differ = The pods behind the Service { $service } are not the same as those behind the first one; compare them with `kubectl get endpoints`.
same-endpoints-ok = These Services lead to the same pods, and each of them answers: { $names }.

## Requests to a Service

http-unreachable = The server couldn’t send a request to { $address } just now; it tries again by itself.
http-status = { $address } answers with the status { $found }, and 200 was expected; `kubectl logs` of the pods behind it shows the requests.
http-no-answer = { $address } doesn’t answer ({ $found }); `kubectl get services,endpoints` shows the ports and the pods behind them.
http-target-port = The Service { $service } passes requests on to the port { $target } of its pods, and { $address } doesn’t answer ({ $found }); compare targetPort in `kubectl describe service { $service }` with the port where the container listens.
http-ok = The Service { $service } answers inside the cluster.
spread-one-pod = There is only one pod behind the Service { $service }, so requests can’t be spread; scale its Deployment and see `kubectl get endpoints { $service }`.
spread-one-answered = Of the pods behind the Service { $service }, fewer than two answered requests so far; see `kubectl describe service { $service }`.
spread-unknown = The server couldn’t send requests to the Service { $service } just now; it tries again by itself.
spread-ok = { $count ->
    [one] { $count } pod behind the Service { $service } answered requests.
   *[other] { $count } pods behind the Service { $service } answered requests.
}
node-port-ok = The Service { $service } answers on every node, at the port { $port }.
load-balancer-pending = The Service { $service } answers inside the cluster and at the port { $port } of every node; EXTERNAL-IP stays <pending> until something like MetalLB gives it an address.
load-balancer-ok = The Service { $service } answers inside the cluster, at the port { $port } of every node, and has the external address { $address }.
load-balancer-no-address = The Service { $service } still has no external address: nothing has given it one. `kubectl describe service { $service }` shows in its events who tried.
log-unreadable = The server can’t read the log of the pod { $pod } just now; it tries again by itself.
log-too-few = GET requests from { $from } in the log of the pod { $pod }: { $found }; at least { $expected } were expected. See `kubectl logs { $pod }`.
log-ok = The requests are in the logs of these pods: { $pods }.

## Names for what is outside

external-name-target = The Service { $service } stands for { $found }, and { $expected } was expected; see `kubectl get service { $service }`.
external-name-ok = The name of the Service { $service } leads to { $target }, as a CNAME.
external-name-other-service = The Service { $service } is not the one from the earlier step but a newer one of that name; to compare again, start this lab over.
external-name-awaited = The Service { $service } still stands for the same name as in the earlier step, and { $target } is expected; change externalName with `kubectl edit service { $service }`.

## Manifest files

manifest-unread = The server can’t check the file { $file } just now; if your workbench is asleep, your next command wakes it.
manifest-absent = The file { $file } is not there yet, or is still empty.
manifest-no-yaml = The file { $file } can’t be read as YAML. The reason given: { $reason }
manifest-kind = The file { $file } has the kind “{ $found }”, and { $expected } was expected; change kind and save the file.
manifest-name = In the file { $file }, metadata.name is “{ $found }”, and { $expected } was expected.
manifest-version = In the file { $file }, apiVersion is “{ $found }”, and { $expected } was expected.
manifest-service-name = The { $kind } in { $file } has serviceName { $found }, and { $expected } was expected; without it the pods get no names in DNS, and the API server doesn’t complain.
manifest-refused = The API server doesn’t accept { $file }; `kubectl apply --dry-run=server -f { $file }` asks it without creating anything. It says: { $reason }
manifest-ok = The API server accepts { $file } as { $kind }; nothing was created yet.
pool-kind-missing = The file { $file } has no { $kind } yet; MetalLB needs a range of addresses (IPAddressPool) and somebody to announce it (L2Advertisement).
pool-namespace = In the file { $file }, the namespace of the { $kind } is “{ $found }”, and { $expected } was expected: MetalLB only looks there.
pool-no-range = In the file { $file }, the IPAddressPool has no range yet; it belongs under spec.addresses.
pool-bad-range = In the file { $file }, “{ $found }” is no range of IPv4 addresses; a range is written FIRST-LAST or ADDRESS/PREFIX.
pool-no-nodes = The server doesn’t know the addresses of the nodes just now, so it can’t compare the range { $found } of { $file }; it tries again by itself.
pool-elsewhere = In the file { $file }, the range { $found } is outside the nodes’ network, { $expected }; `kubectl get nodes -o wide` shows the nodes’ addresses.
pool-holds-node = In the file { $file }, the range { $found } holds { $address }, the address of the node { $node }; choose a range without nodes, `kubectl get nodes -o wide` shows where they are.
pool-ok = The file { $file } gives MetalLB a range inside the nodes’ network, without a node in it.

## Questions

answers-left = { $count ->
    [one] Right so far; one question is still open.
   *[other] Right so far; { $count } questions are still open.
}
answers-right = Your answers agree with the cluster.
answer-not-right = The cluster says something other than “{ $said }”; look once more at what the command shows.
answer-cannot-tell = The cluster has no such object just now, or doesn’t answer, so your answer can’t be compared; try again in a moment.
