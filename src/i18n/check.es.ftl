# Lo que una comprobación dice del clúster: qué hay, qué se esperaba y dónde mirar después.
# $expected y $found aparecen como los escribe el clúster; <none> quiere decir vacío.

## La propia comprobación

cluster-unreachable = El servidor no llega al clúster en este momento; este paso se comprueba de nuevo en cuanto responda.
cluster-not-listed = El servidor todavía está leyendo lo que hay en el clúster; este paso se comprueba enseguida.
not-judged-here = Este clúster no tiene el { $kind } { $name }, así que aquí no se puede hacer este paso: no se comprueba ni cuenta.
no-check = Este lab no dice cómo comprobar este paso; avisa a quien administra este servidor.

## Pods y nodos

node-down = El nodo { $node } no está listo, así que no se puede decir nada del pod { $pod }; `kubectl get nodes` muestra cuándo vuelve.
image-pull = El pod { $pod } no logra obtener la imagen { $image } ({ $reason }); si el nombre está bien, la causa está en el clúster: `kubectl describe pod { $pod }`.
pod-crashes = Un contenedor del pod { $pod } termina en lugar de seguir en marcha ({ $reason }); `kubectl logs { $pod }` y `kubectl describe pod { $pod }` dicen por qué.
pod-evicted = El nodo detuvo el pod { $pod } y no lo vuelve a iniciar ({ $reason }). Lo que un pod escribe fuera de sus PVC tiene un límite; mira `kubectl describe pod { $pod }`. Kubernetes dice: { $detail }
pod-unschedulable = Por ahora ningún nodo acepta el pod { $pod }; mira `kubectl describe pod { $pod }`. El scheduler dice: { $detail }
pods-refused = El { $kind } { $name } no puede crear su próximo pod; mira Events en `kubectl describe { $kind } { $name }`. Kubernetes dice: { $detail }
pods-over-quota = El { $kind } { $name } no puede crear su próximo pod, porque el namespace tiene una cuota; mira `kubectl describe quota` y pide menos. Kubernetes dice: { $detail }
pod-missing = El pod { $pod } todavía no existe; `kubectl get pods` muestra cuáles existen.
pod-not-ready = El pod { $pod } todavía no está listo; `kubectl describe pod { $pod }` muestra qué espera.
pod-not-of-set = Existe un pod { $pod }, pero el StatefulSet { $set } no lo controla; elimínalo con `kubectl delete pod { $pod }`, y el StatefulSet crea el suyo.
pod-adopted = El pod { $pod } lo creó otra persona o herramienta, y el StatefulSet { $set } solo lo adoptó; elimínalo con `kubectl delete pod { $pod }`, y el StatefulSet crea el suyo.

## Services

service-missing = Todavía no hay un Service { $service } en tu namespace.
service-type = El Service { $service } es de tipo { $found }, y se esperaba el tipo { $expected }; mira `kubectl get service { $service } -o yaml`.
service-not-headless = El Service { $service } tiene la dirección { $found }, y un headless Service dice clusterIP: { $expected }; ese campo no se puede cambiar, así que elimina el Service y créalo de nuevo.
service-selector = El Service { $service } selecciona { $found }, y se esperaba { $expected }; mira `kubectl describe service { $service }`.
service-port = El Service { $service } tiene el puerto { $found }, y se esperaba { $expected }; mira `kubectl get service { $service }`.
headless-service-ok = El Service { $service } no tiene IP propia y selecciona los pods correctos.
service-port-name = El puerto del Service { $service } se llama «{ $found }», y se esperaba el nombre «{ $expected }»; mira `kubectl describe service { $service }`.
service-present = El Service { $service } ya existe, y este paso va antes que él; `kubectl delete service { $service }` lo elimina.
service-absent-ok = No hay un Service { $service }, como pide este paso.
service-type-missing = Todavía no hay un Service de tipo { $kind } que seleccione { $selector }; `kubectl get services -o wide` muestra qué tipos y selectores hay.
service-no-address = El Service { $service } no tiene una IP de clúster que pueda recibir peticiones; mira TYPE y CLUSTER-IP en `kubectl get service { $service }`.
service-no-node-port = El Service { $service } no tiene nodePort en este puerto; mira spec.ports en `kubectl get service { $service } -o yaml`.

## Los valores de un StatefulSet

set-missing = Todavía no hay un StatefulSet { $set } en tu namespace.
set-missing-deployment = Hay un Deployment { $set }, pero este paso pide un StatefulSet con ese nombre.
set-deleting = El StatefulSet { $set } se está eliminando; `kubectl get statefulset { $set }` muestra cuándo ya no está.
set-waiting = { $replicas ->
    [one] El pod del StatefulSet { $set } todavía no está listo
   *[other] Pods del StatefulSet { $set } listos hasta ahora: { $ready } de { $replicas }
}; `kubectl get pods` muestra cuál falta.
set-ok = El StatefulSet { $set } tiene los valores pedidos, y { $replicas ->
    [one] su pod está listo.
   *[other] sus { $replicas } pods están listos.
}
set-service-name = El StatefulSet { $set } tiene serviceName { $found }, y se esperaba { $expected }; ese campo no se puede cambiar, así que elimina el StatefulSet y créalo de nuevo.
set-first-ordinal = Los números de los pods del StatefulSet { $set } empiezan en { $found }, y se esperaba { $expected }; mira spec.ordinals en `kubectl get statefulset { $set } -o yaml`.
set-replicas = Réplicas que pide el StatefulSet { $set }: { $found }; se esperaba { $expected }. `kubectl scale statefulset { $set }` cambia ese número.
set-volume-not-claim = El StatefulSet { $set } monta { $found } donde va el volumen de la plantilla { $expected }; lo que se escribe ahí no sobrevive al pod o no es solo suyo.
set-no-claim-template = El StatefulSet { $set } tiene la plantilla de PVC { $found }, y se esperaba { $expected }; volumeClaimTemplates no se puede cambiar, así que elimina el StatefulSet y créalo de nuevo.
set-access-mode = La plantilla de PVC del StatefulSet { $set } tiene el modo de acceso { $found }, y se esperaba { $expected }; eso no se puede cambiar, así que elimina el StatefulSet y sus PVC y crea todo de nuevo.
set-storage = La plantilla de PVC del StatefulSet { $set } pide { $found }, y se esperaba { $expected }; eso no se puede cambiar, así que elimina el StatefulSet y sus PVC y crea todo de nuevo.
set-storage-class = La plantilla de PVC del StatefulSet { $set } tiene storageClassName { $found }, y se esperaba { $expected }; eso no se puede cambiar, así que elimina el StatefulSet y sus PVC y crea todo de nuevo.
set-container = En el StatefulSet { $set }, el contenedor con el volumen se llama { $found }, y se esperaba el nombre { $expected }; cambia el nombre en el manifiesto y aplícalo de nuevo.
set-requests = En el StatefulSet { $set }, el contenedor con el volumen tiene el request «{ $found }», y se esperaba «{ $expected }»; mira resources en `kubectl get statefulset { $set } -o yaml`.
set-limits = En el StatefulSet { $set }, el contenedor con el volumen tiene el límite «{ $found }», y se esperaba «{ $expected }»; mira resources en `kubectl get statefulset { $set } -o yaml`.
set-mount-path = El volumen del StatefulSet { $set } está montado en { $found }, y se esperaba { $expected }; mira volumeMounts en `kubectl get statefulset { $set } -o yaml`.
set-parallel = El StatefulSet { $set } tiene podManagementPolicy { $found }, y se esperaba { $expected }; ese campo no se puede cambiar, así que elimina el StatefulSet y créalo de nuevo.
set-deletes-claims = El StatefulSet { $set } elimina sus propios PVC; mira persistentVolumeClaimRetentionPolicy en `kubectl get statefulset { $set } -o yaml`.

## El orden del arranque

ordered-waiting = El StatefulSet { $set } arranca sus pods de uno en uno, y ahora falta { $pod }; `kubectl describe pod { $pod }` dice qué espera.
ordered-broken = El pod { $pod } del StatefulSet { $set } apareció antes de que { $before } estuviera listo; compara las horas con `kubectl get pods`.
ordered-not-seen = Nadie observó el arranque de los pods de { $set }, y la antigüedad de los PVC no revela el orden; elimina el StatefulSet y sus PVC y crea todo de nuevo.
ordered-ok = Los pods del StatefulSet { $set } arrancaron de uno en uno, cada uno cuando el anterior ya estaba listo.

## PVC y volúmenes

claims-none = Todavía no hay un PVC { $claim }; el StatefulSet lo crea junto con el pod.
claim-missing = El PVC { $claim } todavía no existe; `kubectl get pvc` muestra cuáles existen.
claim-pending = El PVC { $claim } todavía no está en Bound; `kubectl describe pvc { $claim }` muestra qué espera.
claim-waits-consumer = El PVC { $claim } espera a un pod que lo use: la StorageClass { $class } solo crea el volumen en ese momento, así que Pending es normal aquí; `kubectl get pods` muestra si el pod existe.
claim-deleting = El PVC { $claim } se está eliminando, y sus datos con él; `kubectl describe pvc { $claim }` muestra el pod que todavía lo usa.
claim-lost = El PVC { $claim } perdió su volumen { $volume }; mira `kubectl describe pvc { $claim }`.
claim-not-used = El pod { $pod } no usa el PVC { $claim }; mira Volumes en `kubectl describe pod { $pod }`.
claim-class = El PVC { $claim } tiene la StorageClass «{ $found }», y se esperaba la predeterminada del clúster, «{ $expected }»; eso no se puede cambiar, así que elimina el StatefulSet y sus PVC y crea todo de nuevo sin storageClassName.
claim-not-of-template = El PVC { $claim } pide { $found }, y la plantilla del StatefulSet { $set } pide { $expected }: ya existía antes o se creó a mano. Elimínalo, y después su pod, y el StatefulSet crea el suyo; mira `kubectl describe pvc { $claim }`.
claim-no-template = El StatefulSet { $set } no tiene la plantilla de PVC { $claim }, así que no crea ningún PVC a partir de ella; mira volumeClaimTemplates en `kubectl get statefulset { $set } -o yaml`.
claims-share = Dos PVC del StatefulSet { $set } llevan al mismo volumen; compáralos con `kubectl get pvc`.
claims-ok = { $count ->
    [one] El PVC está en Bound con su volumen.
   *[other] Los { $count } PVC están en Bound, cada uno con un volumen propio.
}

## Páginas en los volúmenes

page-not-on-claim = En el pod { $pod }, { $path } lleva a { $found }, y se esperaba el PVC { $expected }; mira Mounts en `kubectl describe pod { $pod }`.
page-in-folder = En el pod { $pod }, { $path } es una carpeta del volumen (subPath { $found }); una carpeta se puede cambiar por otra sin dejar rastro, y nadie sabría qué sobrevivió: monta el volumen mismo, sin subPath.
page-missing = En el volumen del pod { $pod } todavía no hay { $file }.
page-empty = El archivo { $file } en el volumen del pod { $pod } está vacío; `kubectl exec { $pod } -- ls -l` muestra su tamaño.
page-not-plain = En el volumen del pod { $pod }, { $file } no es un archivo común, sino esto: { $found }.
page-text = La página del pod { $pod } dice «{ $found }», y se esperaba «{ $expected }»; escríbela de nuevo y léela con `kubectl exec`.
page-unreadable = El servidor no puede leer el volumen del pod { $pod } en este momento; vuelve a intentarlo solo.
page-not-served = La página está en el volumen, pero el pod { $pod } no responde con ella en { $address } ({ $found }); mira `kubectl logs { $pod }`.
page-served-other = El pod { $pod } responde en { $address } con una página distinta de la que está en su volumen; compara las dos con `kubectl exec { $pod }` y `curl http://{ $address }`.
pages-same = Los pods { $other } y { $pod } tienen la misma página, «{ $found }», y cada uno debería tener la suya.
pages-ok = Cada pod de { $set } tiene su propia página en su propio volumen.

## Lo que sobrevive

survival-pages-first = La comparación es con las páginas de { $set }: escríbelas primero.
survival-not-deleted = Sin eliminar desde que se escribieron las páginas: { $pods }. Mira la edad de los pods con `kubectl get pods`.
survival-one-left = De vuelta con su propia página: { $back }. Todavía sin eliminar: { $pods }.
survival-settling = El StatefulSet { $set } se escaló, se creó de nuevo o pasó por un rollout después de escribir las páginas. No elimines nada por ahora: antes, todos los pods tienen que estar listos y con sus páginas en su sitio.
survival-was-scale = El StatefulSet { $set } se escaló después de escribir las páginas; aquí se trata de eliminar los pods: con todos listos, hazlo con `kubectl delete pod`.
survival-was-rollout = Un rollout reemplazó los pods de { $set }; aquí se trata de eliminarlos: con todos listos, hazlo con `kubectl delete pod`.
survival-was-recreated = El propio StatefulSet { $set } se creó de nuevo después de escribir las páginas; con todos los pods listos y las páginas en su sitio, elimina solo los pods.
survival-other-claim = Un pod de { $set } volvió con un PVC nuevo, y lo que había en el anterior se perdió; escribe las páginas otra vez y después elimina solo los pods.
survival-page-lost = El pod { $pod } volvió sin { $file }; mira qué volumen monta con `kubectl describe pod { $pod }`.
survival-rewritten = La página de { $pod } es más nueva que el pod: ahora «{ $found }», antes de eliminarlo «{ $expected }»; elimina el pod una vez más y deja la página como está.
survival-same-second = La página de { $pod } cambió en el mismo segundo en que se creó el pod, así que no se puede saber qué fue primero; elimina el pod una vez más y deja la página como está.
survival-ok = Los pods de { $set } se eliminaron y volvieron, cada uno con su propio volumen y su propia página.

## Escalar

scale-up-awaited = El StatefulSet { $set } tiene { $found ->
    [one] { $found } pod
   *[other] { $found } pods
}; escálalo a { $to }.
scale-up-other = El StatefulSet { $set } pide { $found ->
    [one] { $found } réplica
   *[other] { $found } réplicas
}; este paso va de { $from } a { $to }.
scale-up-not-seen = El StatefulSet { $set } pide { $found } réplicas, pero no se vio completo con { $from }; vuelve a { $from }, espera a que todo esté listo y entonces escala a { $to }.
scale-up-pods-changed = { $from ->
    [one] El primer pod de { $set } fue reemplazado en el camino
   *[other] Los primeros { $from } pods de { $set } ya no son todos los mismos en el camino
} a { $found }; vuelve a { $from }, espera a que todo esté listo y escala a { $to } sin eliminar ninguno.
scale-up-ok = El StatefulSet { $set } pasó de { $from } a { $found } pods, y { $from ->
    [one] el primero sigue siendo el mismo.
   *[other] los primeros { $from } siguen siendo los mismos.
}
zero-awaited = El StatefulSet { $set } pide { $found ->
    [one] { $found } réplica
   *[other] { $found } réplicas
}; escálalo a 0.
zero-pods-left = El StatefulSet { $set } ya pide 0 réplicas, y { $count ->
    [one] { $count } pod se está terminando todavía
   *[other] { $count } pods se están terminando todavía
}; síguelo con `kubectl get pods --watch`.
zero-not-seen = El StatefulSet { $set } no tiene pods, pero no se vio en marcha antes; escálalo a { $expected }, espera a que todo esté listo y entonces escálalo a 0.
zero-other-claim = El PVC { $claim } no es el de antes, sino uno más nuevo con el mismo nombre, y lo que había en el anterior se perdió; escala el StatefulSet { $set } a { $expected }, espera a que todo esté listo y escálalo de nuevo a 0.
zero-ok = El StatefulSet { $set } no tiene pods, y { $count ->
    [one] su PVC sigue ahí, en Bound.
   *[other] sus { $count } PVC siguen ahí, en Bound.
}
back-zero-first = Este paso empieza cuando se haya visto el StatefulSet { $set } sin pods; escálalo primero a 0.
back-awaited = El StatefulSet { $set } pide { $found ->
    [one] { $found } réplica
   *[other] { $found } réplicas
}; escálalo a { $expected }.
back-set-recreated = El StatefulSet { $set } no es el que llegó a 0, sino uno más nuevo con el mismo nombre; llévalo a 0 y de vuelta.
back-other-claim = El pod { $pod } usa un PVC { $claim } que no es el de antes: se creó después, y lo que había en el anterior se perdió.
back-rewritten = La página de { $pod } es más nueva que el pod: «{ $found }»; lleva el StatefulSet a 0 y de vuelta una vez más y deja la página como está.
back-same-second = La página de { $pod } cambió en el mismo segundo en que se creó el pod, así que no se puede saber qué fue primero; lleva el StatefulSet { $set } a 0 y de vuelta una vez más y deja la página como está.
back-ok = El StatefulSet { $set } volvió, y { $count ->
    [one] su pod tiene el PVC y la página de antes.
   *[other] sus { $count } pods tienen los PVC y las páginas de antes.
}

## Comparado con un paso anterior

since-nothing = Este paso compara { $set } con un paso anterior de este lab, así que aquel va primero.
untouched-other-pod = El pod { $pod } no es el del paso anterior, sino uno más nuevo con el mismo nombre, como muestra su edad en `kubectl get pods`; este paso necesita los mismos pods, así que repite el paso anterior y después este.
untouched-other-pod-service = El pod { $pod } fue reemplazado en el camino, como muestra su edad en `kubectl get pods`; elimina el Service { $service }, espera a que todos los pods estén listos y créalo de nuevo.
untouched-ok = Los pods del StatefulSet { $set } son los mismos de antes; ninguno fue reemplazado.

## Eliminados y de vuelta

again-awaited = Sin eliminar desde el paso anterior: { $pods }. `kubectl delete pod` elimina un pod, y `kubectl get pods` muestra su sucesor.
again-one-left = Eliminados y de vuelta: { $back }. Todavía sin eliminar: { $pods }.
again-others = En el StatefulSet { $set } se reemplazó un pod que debía quedarse; con todos los pods listos, elimina solo { $pods }.
again-other-claim = El pod { $pod } usa un PVC { $claim } que no es el de antes, sino uno más nuevo, y lo que había en el anterior se perdió; para comparar otra vez, empieza este lab de nuevo.
again-was-scale = El StatefulSet { $set } se escaló desde el paso anterior; aquí se trata de eliminar: con todos los pods listos, elimina con `kubectl delete pod` los que nombra el paso.
again-was-rollout = Un rollout reemplazó los pods de { $set } desde el paso anterior; aquí se trata de eliminar: con todos los pods listos, elimina con `kubectl delete pod` los que nombra el paso.
again-was-recreated = El propio StatefulSet { $set } se creó de nuevo desde el paso anterior; con todos los pods listos, elimina solo los pods que nombra el paso.
again-ok = Eliminados y de vuelta como pods nuevos, con los mismos nombres y los mismos PVC: { $pods }.

## Un StatefulSet eliminado, con sus pods o sin ellos

renewed-awaited = El StatefulSet { $set } sigue siendo el del paso anterior; elimínalo con `kubectl delete statefulset { $set }` y créalo de nuevo.
renewed-set-gone = El StatefulSet { $set } se eliminó; créalo de nuevo con su manifiesto, y `kubectl get pvc` muestra los PVC que lo esperan.
renewed-same-pods = El nuevo StatefulSet { $set } se quedó con el pod { $pod } del anterior; elimina los pods viejos con `kubectl delete pod`, y él crea otros.
renewed-ok = El StatefulSet { $set } y sus pods son nuevos, y cada pod tiene el PVC y la página de antes.
orphan-awaited = El StatefulSet { $set } todavía existe; `kubectl delete statefulset { $set } --cascade=orphan` lo elimina y deja sus pods.
orphan-new-set = Hay otra vez un StatefulSet { $set }, más nuevo que el del paso anterior; cuando todos sus pods estén listos, `kubectl delete statefulset { $set } --cascade=orphan` lo elimina y los deja.
orphan-pod-gone = El pod { $pod } se fue junto con el StatefulSet { $set }; crea el StatefulSet de nuevo y, cuando todos los pods estén listos, elimínalo con `--cascade=orphan`.
orphan-owned = El pod { $pod } todavía tiene dueño; mira ownerReferences en `kubectl get pod { $pod } -o yaml`.
orphan-ok = El StatefulSet { $set } ya no existe, y { $count ->
    [one] su pod sigue, el mismo de antes y sin dueño.
   *[other] sus { $count } pods siguen, los mismos de antes y sin dueño.
}

## La limpieza

cleanup-left = { $kind ->
    [StatefulSet] El StatefulSet { $names } todavía existe; `kubectl delete statefulset { $names }` lo elimina, y a sus pods con él.
    [Service] El Service { $names } todavía existe; `kubectl delete service { $names }` lo elimina.
    [Pod] Pods que todavía existen: { $names }; `kubectl get pods` muestra si ya se están terminando.
    [PersistentVolumeClaim] PVC que todavía existen: { $names }; el StatefulSet los deja atrás, y `kubectl delete pvc` los elimina.
   *[PersistentVolume] Volúmenes que todavía existen: { $names }; `kubectl get pv` muestra su estado y su RECLAIMPOLICY.
}
cleanup-ok = El StatefulSet { $set } ya no existe, y con él se fueron el Service, los pods, los PVC y sus volúmenes.

## Actualizar y volver atrás

rollout-set-recreated = El StatefulSet { $set } no es el del paso anterior, sino uno más nuevo, así que no se pueden comparar sus revisiones; para comparar otra vez, empieza este lab de nuevo.
rollout-awaited = El StatefulSet { $set } todavía tiene la revisión del paso anterior, pues solo un cambio en la plantilla de los pods crea otra; mira `kubectl rollout history statefulset { $set }`.
rollout-waiting = El StatefulSet { $set } reemplaza sus pods del número más alto al más bajo, y ahora falta { $pod }; `kubectl describe pod { $pod }` dice qué espera.
rollout-broken = El pod { $pod } del StatefulSet { $set } se reemplazó antes de que { $before } estuviera listo con la revisión nueva; actualiza una vez más con `kubectl rollout restart statefulset { $set }`, sin eliminar ningún pod mientras tanto.
rollout-not-seen = Nadie observó la actualización de los pods de { $set }, y su edad no revela el orden; `kubectl rollout restart statefulset { $set }` los reemplaza una vez más.
rollout-ok = Todos los pods del StatefulSet { $set } tienen la revisión nueva, reemplazados del número más alto al más bajo, cada uno con su propio PVC.
rollback-awaited = El StatefulSet { $set } está en la revisión de la actualización; `kubectl rollout undo statefulset { $set }` vuelve a la anterior, y `kubectl rollout history statefulset { $set }` muestra cuáles hay.
rollback-other = El StatefulSet { $set } está en la revisión { $found }, y se esperaba { $expected }, la de antes de la actualización; `kubectl get controllerrevisions` muestra cuáles hay.
rollback-ok = El StatefulSet { $set } y todos sus pods volvieron a la revisión de antes de la actualización.

## Reducir

scale-down-awaited = El StatefulSet { $set } tiene { $found ->
    [one] { $found } pod
   *[other] { $found } pods
}; escálalo a { $to }.
scale-down-other = El StatefulSet { $set } pide { $found ->
    [one] { $found } réplica
   *[other] { $found } réplicas
}; este paso va de { $from } a { $to }.
scale-down-not-seen = No se vio el StatefulSet { $set } completo con { $from ->
    [one] { $from } pod
   *[other] { $from } pods
}; vuelve a { $from }, espera a que todo esté listo y entonces escala a { $to }.
scale-down-waiting = El StatefulSet { $set } pide { $found ->
    [one] { $found } réplica
   *[other] { $found } réplicas
} y en este momento tiene { $count ->
    [one] { $count } pod
   *[other] { $count } pods
}; síguelo con `kubectl get pods --watch`.
scale-down-broken = El pod { $pod } del StatefulSet { $set } salió mientras { $before } todavía existía; aumenta de nuevo, espera a que todos los pods estén listos y reduce sin eliminar ninguno.
scale-down-claim-gone = El PVC { $claim } ya no existe o es otro, y un StatefulSet { $set } que se reduce conserva sus PVC; vuelve a { $from }, espera a que todos estén listos y después escala a { $to } sin eliminar ningún PVC.
scale-down-ok = El StatefulSet { $set } pasó de { $from } a { $found ->
    [one] { $found } pod
   *[other] { $found } pods
}, empezando por el número más alto.

## Nombres e identidad

dns-ok = { $count ->
    [one] El nombre del Service { $service } responde con la IP de su pod, y el nombre del propio pod también.
   *[other] El nombre del Service { $service } responde con las IP de todos los pods listos, y el nombre de cada uno de los { $count } pods con la IP de ese pod.
}
dns-other = El nombre { $name } responde con { $found }, y se esperaba { $expected }; una respuesta vieja puede durar 30 segundos, así que pregunta otra vez después con `dig +short { $name }`.
dns-unreachable = El servidor no pudo preguntar por { $name } al DNS del clúster en este momento; vuelve a intentarlo solo.
dns-follows-awaited = El pod { $pod } sigue siendo el del paso anterior; `kubectl delete pod { $pod }` hace que se reemplace, y después se puede preguntar otra vez por su nombre.
dns-follows-ok = El pod { $pod } es uno nuevo, y su nombre ahora responde con su nueva IP, { $found }.
identity-hostname = El pod { $pod } tiene el hostname «{ $found }», y se esperaba «{ $expected }»; mira spec.hostname en `kubectl get pod { $pod } -o yaml`.
identity-subdomain = El pod { $pod } tiene el subdomain «{ $found }», y se esperaba «{ $expected }», que viene del serviceName del StatefulSet; mira spec.subdomain en `kubectl get pod { $pod } -o yaml`.
identity-ok = Cada pod del StatefulSet { $set } tiene su nombre como hostname, el Service como subdomain y el StatefulSet como dueño.

## Deployments

deployment-missing = Todavía no hay un Deployment { $deployment } en tu namespace.
deployment-labels = El Deployment { $deployment } selecciona sus pods por { $found }, y se esperaba { $expected }; el selector no se puede cambiar, así que elimina el Deployment y créalo de nuevo.
deployment-replicas = Réplicas que pide el Deployment { $deployment }: { $found }; se esperaba { $expected }. `kubectl scale deployment { $deployment }` cambia ese número.
deployment-waiting = El Deployment { $deployment } todavía no está completo; pods listos: { $ready }, réplicas pedidas: { $replicas }. `kubectl get pods` muestra qué falta.
deployment-ok = El Deployment { $deployment } tiene los valores pedidos, y { $replicas ->
    [one] su pod está listo.
   *[other] sus { $replicas } pods están listos.
}
replaced-awaited = Los pods del Deployment { $deployment } siguen siendo los del paso anterior; elimina uno con `kubectl delete pod` y mira qué ocupa su lugar.
replaced-was-change = El propio Deployment { $deployment } se cambió o se creó de nuevo desde el paso anterior; aquí se trata de eliminar un pod: con todos listos, elimina uno con `kubectl delete pod`.
replaced-ok = El pod { $gone } del Deployment { $deployment } ya no existe, y en su lugar está { $pod }, con otro nombre.

## Qué pods están detrás de un Service

endpoints-none-selected = El Service { $service } selecciona { $selector }, y ningún pod tiene esas etiquetas; compara con `kubectl get pods --show-labels`.
endpoints-none-ready = El Service { $service } selecciona { $selector }, y ningún pod con esas etiquetas está listo todavía; `kubectl get pods --show-labels` muestra cuáles son.
endpoints-foreign = Detrás del Service { $service } está la dirección { $address }, que no es de ningún pod que exista ahora; compara `kubectl get endpoints { $service }` con `kubectl get pods -o wide`.
endpoints-not-mixed = Ningún pod del Deployment { $deployment } está detrás del Service { $service }; compara `kubectl describe service { $service }` con `kubectl get pods --show-labels`.
endpoints-mixed-ok = Detrás del Service { $service } hay pods de más de un Deployment: el selector coincide con todos.
endpoints-others = Detrás del Service { $service } hay también pods que no son del Deployment { $deployment }: { $pods }. Compara el selector con `kubectl get pods --show-labels`.
endpoints-missing = Pods del Deployment { $deployment } que todavía no están detrás del Service { $service }: { $pods }. Compara el selector con `kubectl get pods --show-labels`.
endpoints-ok = Detrás del Service { $service } están todos los pods listos del Deployment { $deployment }, y ningún otro.
endpoints-other-service = El Service { $service } no es el del paso anterior, sino uno más nuevo con el mismo nombre; para comparar otra vez, empieza este lab de nuevo.
endpoints-follow-awaited = Detrás del Service { $service } están las mismas direcciones que en el paso anterior; escala el Deployment { $deployment } y mira otra vez `kubectl get endpoints { $service }`.
endpoints-follow-ok = El Service { $service } siguió al Deployment { $deployment } y ahora tiene { $count ->
    [one] { $count } dirección detrás.
   *[other] { $count } direcciones detrás.
}
same-endpoints-differ = Detrás del Service { $service } hay otros pods que los del primero; compáralos con `kubectl get endpoints`.
same-endpoints-ok = Estos Services llevan a los mismos pods, y cada uno responde: { $names }.

## Peticiones a un Service

http-unreachable = El servidor no pudo enviar una petición a { $address } en este momento; vuelve a intentarlo solo.
http-status = { $address } responde con el estado { $found }, y se esperaba 200; `kubectl logs` de los pods que están detrás muestra las peticiones.
http-no-answer = { $address } no responde ({ $found }); `kubectl get services,endpoints` muestra los puertos y los pods que están detrás.
http-target-port = El Service { $service } pasa las peticiones al puerto { $target } de sus pods, y { $address } no responde ({ $found }); compara targetPort en `kubectl describe service { $service }` con el puerto en que escucha el contenedor.
http-ok = El Service { $service } responde dentro del clúster.
spread-one-pod = Detrás del Service { $service } hay un solo pod, así que no hay entre quiénes repartir las peticiones; aumenta el Deployment y mira `kubectl get endpoints { $service }`.
spread-one-answered = De los pods que están detrás del Service { $service }, menos de dos respondieron peticiones hasta ahora; mira `kubectl describe service { $service }`.
spread-unknown = El servidor no pudo enviar peticiones al Service { $service } en este momento; vuelve a intentarlo solo.
spread-ok = { $count ->
    [one] { $count } pod detrás del Service { $service } respondió peticiones.
   *[other] { $count } pods detrás del Service { $service } respondieron peticiones.
}
node-port-ok = El Service { $service } responde en todos los nodos, en el puerto { $port }.
load-balancer-pending = El Service { $service } responde dentro del clúster y en el puerto { $port } de todos los nodos; EXTERNAL-IP queda en <pending> hasta que algo como MetalLB le dé una dirección.
load-balancer-ok = El Service { $service } responde dentro del clúster y en el puerto { $port } de todos los nodos, y tiene la dirección externa { $address }.
load-balancer-no-address = El Service { $service } todavía no tiene dirección externa: nadie se la ha dado. `kubectl describe service { $service }` muestra en sus eventos quién lo intentó.
log-unreadable = El servidor no puede leer el log del pod { $pod } en este momento; vuelve a intentarlo solo.
log-too-few = Peticiones GET de { $from } en el log del pod { $pod }: { $found }; se esperaban al menos { $expected }. Mira `kubectl logs { $pod }`.
log-ok = Las peticiones están en los logs de estos pods: { $pods }.

## Nombres para lo que está fuera

external-name-target = El Service { $service } apunta a { $found }, y se esperaba { $expected }; mira `kubectl get service { $service }`.
external-name-ok = El nombre del Service { $service } lleva a { $target }, por un CNAME.
external-name-other-service = El Service { $service } no es el del paso anterior, sino uno más nuevo con el mismo nombre; para comparar otra vez, empieza este lab de nuevo.
external-name-awaited = El Service { $service } todavía apunta al mismo nombre que en el paso anterior, y ahora se espera { $target }; cambia externalName con `kubectl edit service { $service }`.

## Archivos de manifiesto

manifest-unread = El servidor no puede comprobar el archivo { $file } en este momento; si tu entorno está dormido, el próximo comando lo despierta.
manifest-absent = El archivo { $file } todavía no existe o está vacío.
manifest-no-yaml = El archivo { $file } no se puede leer como YAML. El motivo: { $reason }
manifest-kind = El archivo { $file } tiene el kind «{ $found }», y se esperaba { $expected }; cambia el kind y guarda el archivo.
manifest-name = En el archivo { $file }, metadata.name es «{ $found }», y se esperaba { $expected }.
manifest-version = En el archivo { $file }, apiVersion es «{ $found }», y se esperaba { $expected }.
manifest-service-name = El { $kind } de { $file } tiene serviceName { $found }, y se esperaba { $expected }; sin él los pods no reciben nombres en el DNS, y el servidor de la API no se queja.
manifest-refused = El servidor de la API no acepta { $file }; `kubectl apply --dry-run=server -f { $file }` le pregunta sin crear nada. Dice: { $reason }
manifest-ok = El servidor de la API acepta { $file } como { $kind }; todavía no se creó nada.
pool-kind-missing = En el archivo { $file } todavía no hay { $kind }; MetalLB necesita un rango de direcciones (IPAddressPool) y quien lo anuncie (L2Advertisement).
pool-namespace = En el archivo { $file }, el namespace de { $kind } es «{ $found }», y se esperaba { $expected }: MetalLB solo mira ahí.
pool-no-range = En el archivo { $file }, el IPAddressPool todavía no tiene un rango; va en spec.addresses.
pool-bad-range = En el archivo { $file }, «{ $found }» no es un rango de direcciones IPv4; un rango se escribe PRIMERA-ÚLTIMA o DIRECCIÓN/PREFIJO.
pool-no-nodes = El servidor no conoce las direcciones de los nodos en este momento, así que no se puede comparar el rango { $found } de { $file }; vuelve a intentarlo solo.
pool-elsewhere = En el archivo { $file }, el rango { $found } está fuera de la red de los nodos, { $expected }; `kubectl get nodes -o wide` muestra sus direcciones.
pool-holds-node = En el archivo { $file }, el rango { $found } contiene { $address }, la dirección del nodo { $node }; elige un rango sin nodos, y `kubectl get nodes -o wide` muestra dónde están.
pool-ok = El archivo { $file } le da a MetalLB un rango dentro de la red de los nodos, sin ningún nodo en él.

## Preguntas

answers-left = { $count ->
    [one] Bien hasta aquí; falta una pregunta.
   *[other] Bien hasta aquí; faltan { $count } preguntas.
}
answers-right = Tus respuestas coinciden con el clúster.
answer-not-right = El clúster dice otra cosa, y no «{ $said }»; mira de nuevo lo que muestra el comando.
answer-cannot-tell = El clúster no tiene ese objeto en este momento, o no responde, así que no se puede comparar tu respuesta; inténtalo dentro de un momento.
