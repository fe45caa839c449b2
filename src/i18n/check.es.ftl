# Lo que una comprobación dice del clúster: qué hay, qué se esperaba y dónde mirar después.
# $expected y $found aparecen como los escribe el clúster; <none> quiere decir vacío.

## La propia comprobación

cluster-unreachable = El servidor no llega al clúster en este momento; este paso se comprueba de nuevo en cuanto responda.
cluster-not-listed = El servidor todavía está leyendo lo que hay en el clúster; este paso se comprueba enseguida.
no-check = Este lab no dice cómo comprobar este paso; avisa a quien administra este servidor.

## Pods y nodos

node-down = El nodo { $node } no está listo, así que no se puede decir nada del pod { $pod }; `kubectl get nodes` muestra cuándo vuelve.
image-pull = El pod { $pod } no logra obtener la imagen { $image } ({ $reason }); si el nombre está bien, la causa está en el clúster: `kubectl describe pod { $pod }`.
pod-crashes = Un contenedor del pod { $pod } termina en lugar de seguir en marcha ({ $reason }); `kubectl logs { $pod }` y `kubectl describe pod { $pod }` dicen por qué.
pod-unschedulable = Por ahora ningún nodo acepta el pod { $pod }; mira `kubectl describe pod { $pod }`. El scheduler dice: { $detail }
pod-missing = El pod { $pod } todavía no existe; `kubectl get pods` muestra cuáles existen.
pod-not-ready = El pod { $pod } todavía no está listo; `kubectl describe pod { $pod }` muestra qué espera.

## Services

service-missing = Todavía no hay un Service { $service } en tu namespace.
service-type = El Service { $service } es de tipo { $found }, y un headless Service es de tipo { $expected }; mira `kubectl get service { $service } -o yaml`.
service-not-headless = El Service { $service } tiene la dirección { $found }, y un headless Service dice clusterIP: { $expected }; ese campo no se puede cambiar, así que elimina el Service y créalo de nuevo.
service-selector = El Service { $service } selecciona { $found }, y se esperaba { $expected }; mira `kubectl describe service { $service }`.
service-port = El Service { $service } tiene el puerto { $found }, y se esperaba { $expected }; mira `kubectl get service { $service }`.
headless-service-ok = El Service { $service } no tiene IP propia y selecciona los pods correctos.

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
claim-deleting = El PVC { $claim } se está eliminando, y sus datos con él; `kubectl describe pvc { $claim }` muestra el pod que todavía lo usa.
claim-lost = El PVC { $claim } perdió su volumen { $volume }; mira `kubectl describe pvc { $claim }`.
claim-not-used = El pod { $pod } no usa el PVC { $claim }; mira Volumes en `kubectl describe pod { $pod }`.
claims-share = Dos PVC del StatefulSet { $set } llevan al mismo volumen; compáralos con `kubectl get pvc`.
claims-ok = { $count ->
    [one] El PVC está en Bound con su volumen.
   *[other] Los { $count } PVC están en Bound, cada uno con un volumen propio.
}

## Páginas en los volúmenes

page-not-on-claim = En el pod { $pod }, { $path } lleva a { $found }, y se esperaba el PVC { $expected }; mira Mounts en `kubectl describe pod { $pod }`.
page-missing = En el volumen del pod { $pod } todavía no hay { $file }.
page-empty = El archivo { $file } en el volumen del pod { $pod } está vacío; `kubectl exec { $pod } -- ls -l` muestra su tamaño.
page-not-plain = En el volumen del pod { $pod }, { $file } no es un archivo común, sino esto: { $found }.
page-unreadable = El servidor no puede leer el volumen del pod { $pod } en este momento; vuelve a intentarlo solo.
pages-same = Los pods { $other } y { $pod } tienen la misma página, «{ $found }», y cada uno debería tener la suya.
pages-ok = Cada pod de { $set } tiene su propia página en su propio volumen.

## Lo que sobrevive

survival-pages-first = La comparación es con las páginas de { $set }: escríbelas primero.
survival-not-deleted = Sin eliminar desde que se escribieron las páginas: { $pods }. Mira la edad de los pods con `kubectl get pods`.
survival-one-left = De vuelta con su propia página: { $back }. Todavía sin eliminar: { $pods }.
survival-was-scale = El StatefulSet { $set } se escaló después de escribir las páginas; aquí se trata de eliminar: con todos los pods listos, quítalos con `kubectl delete pod`.
survival-was-rollout = Un rollout reemplazó los pods de { $set }; aquí se trata de eliminar: con todos los pods listos, quítalos con `kubectl delete pod`.
survival-was-recreated = El propio StatefulSet { $set } se creó de nuevo después de escribir las páginas; con todos los pods listos y las páginas en su sitio, elimina solo los pods.
survival-other-claim = Un pod de { $set } volvió con un PVC nuevo, y lo que había en el anterior se perdió; escribe las páginas otra vez y después elimina solo los pods.
survival-page-lost = El pod { $pod } volvió sin { $file }; mira qué volumen monta con `kubectl describe pod { $pod }`.
survival-rewritten = La página de { $pod } es más nueva que el pod: ahora «{ $found }», antes de eliminarlo «{ $expected }»; elimina el pod una vez más y deja la página como está.
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
scale-up-not-seen = El StatefulSet { $set } pide { $found } réplicas, pero no se lo vio completo con { $from }; vuelve a { $from }, espera a que todo esté listo y entonces escala a { $to }.
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
    [one] { $count } pod todavía está terminando
   *[other] { $count } pods todavía están terminando
}; síguelo con `kubectl get pods --watch`.
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
back-ok = El StatefulSet { $set } volvió, y { $count ->
    [one] su pod tiene el PVC y la página de antes.
   *[other] sus { $count } pods tienen los PVC y las páginas de antes.
}

## Preguntas

answers-left = { $count ->
    [one] Bien hasta aquí; falta una pregunta.
   *[other] Bien hasta aquí; faltan { $count } preguntas.
}
answers-right = Tus respuestas coinciden con el clúster.
answer-not-right = El clúster dice otra cosa, y no «{ $said }»; mira de nuevo lo que muestra el comando.
answer-cannot-tell = El clúster no tiene ese objeto en este momento, o no responde, así que no se puede comparar tu respuesta; inténtalo dentro de un momento.
