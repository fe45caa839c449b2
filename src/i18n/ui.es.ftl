# Lo que dicen las páginas alrededor de los labs. Las claves empiezan por el lugar donde se muestran.

nav-skip = Ir al contenido
nav-language = Idioma
nav-theme = Claro u oscuro

cluster-away-title = El clúster no responde.
cluster-away = Lo que ya completaste está guardado. Los comandos y las comprobaciones siguen en cuanto vuelva; no tienes que hacer nada.
noscript = Esta página se actualiza con scripts, que aquí están desactivados. Todo funciona sin ellos: recarga para ver salidas y resultados nuevos.
noscript-reload = Recargar
live-offline = Se perdió la conexión con el servidor. Reintentando…

catalog-title = Labs
catalog-lead = Cada lab corre en un clúster de Kubernetes de verdad. Un paso está completo cuando el estado del clúster lo dice, hayas llegado por donde hayas llegado.
catalog-empty = Este servidor todavía no tiene labs.
catalog-continue = Sigue donde lo dejaste:
catalog-next = A continuación:
catalog-start = Empieza por aquí:
catalog-resume = Continuar algo que empezaste en otra computadora

resume-title = Continuar aquí
resume-lead = Con tu código de continuación, este navegador abre el mismo progreso y el mismo sandbox.
resume-code = Código de continuación
resume-go = Continuar
resume-refused = Nadie tiene ese código. Mira si falta algún carácter; un código nuevo reemplaza al anterior.

level-beginner = Inicial
level-intermediate = Intermedio
level-advanced = Avanzado
lab-minutes = { $n ->
    [one] { $n } minuto
   *[other] { $n } minutos
}
lab-steps = { $n ->
    [one] { $n } paso
   *[other] { $n } pasos
}
lab-judged = { $n ->
    [one] { $n } paso comprobado en el clúster
   *[other] { $n } pasos comprobados en el clúster
}
lab-progress = { $passed } de { $total } pasos completos
lab-open = Abrir el lab
lab-open-hint = Recibes un namespace propio, vacío, en el que solo trabajas tú. No hace falta una cuenta.
lab-continue = Seguir en el paso
lab-objectives = Lo que sabrás hacer
lab-outline = Pasos
lab-source = Basado en

verdict-passed = Completo
verdict-not-yet = Todavía no
verdict-wrong = Diferente
verdict-cannot-tell = No se puede saber
verdict-elsewhere = Aquí no se comprueba
verdict-untried = Por hacer
verdict-read = Lectura
verdict-expected = esperado
verdict-found = encontrado
verdict-evidence = ¿Cómo lo sabes?
evidence-how = cómo se hizo
how-hand = a mano
how-run = con Ejecutar
how-solution = después de ver la solución
how-catch-up = por el servidor, para ponerte al día
verdict-undone = Era así cuando se comprobó, y sigue contando. Ahora el clúster está en otro estado.
verdict-past = Se comprobó en un clúster que ya no existe, así que no se puede volver a mirar. Sigue contando.

step-word = Paso
step-untried = Todavía no existe nada de lo que pide este paso.
step-unanswered = Responde la pregunta de este paso.
step-read = para leer
step-see = Lo que deberías ver
step-hint = Pista
step-solution = Solución
step-note = Nota
step-check = Comprobar ahora
step-check-hint = Los pasos se comprueban solos cuando algo cambia; este botón los comprueba en este instante.

run-start = Ejecutar
run-stop = Detener
run-copy = Copiar el comando
run-copied = Copiado.
run-in-terminal = Ejecutar en la terminal
run-output = Salida del comando
run-truncated = El principio se descartó: este es el final de la salida.
run-silent = sin salida
run-starting = Tu entorno está arrancando; el comando sigue después, solo.
run-running = Ejecutando
run-stopped = detenido por ti
run-timeout = tardó demasiado y se detuvo
run-interrupted = interrumpido: el entorno desapareció
run-forbidden = Kubernetes rechazó esto: tu cuenta no tiene permiso para hacerlo. Los labs no necesitan nada fuera de tu namespace; kubectl auth can-i --list muestra lo que puedes hacer.
run-over-quota = Kubernetes rechazó esto: tu namespace tiene una cuota. kubectl describe quota muestra lo que está en uso y lo que queda.
question-answer = Responder

file-open = Abrir
file-save = Guardar
file-saved = Guardado
file-unsaved = Sin guardar
file-changed = Cambió en el entorno. Guarda para quedarte con tu versión o recarga para ver la otra.

work-title = Área de trabajo
work-steps = Pasos
work-terminal = Terminal
work-divider = Ancho de los pasos y del área de trabajo
work-picture = Diagrama
work-pages = Páginas
work-files = Archivos
work-sandbox = Sandbox

term-label = Terminal de tu entorno
term-open = Abrir la terminal
term-about = Un shell en tu entorno: kubectl (o k, más corto) con autocompletado, curl y tus archivos. Si recargas la página, sigue como lo dejaste.
term-noscript = La terminal necesita JavaScript. Sin ella, los botones Ejecutar lo hacen todo.
term-unbuilt = Este servidor se compiló sin la terminal. Los botones Ejecutar lo hacen todo.
term-leave = Con Mayús+Tab sales de la terminal.
term-reader = Lector de pantalla
term-keys = Teclas que faltan en un teléfono
term-key-up = Flecha arriba
term-key-down = Flecha abajo
term-much = Demasiada salida para leerla en voz alta; recorre las líneas para leerla.
term-connecting = Conectando…
term-waking = Tu entorno está arrancando…
term-lost = Se cortó la conexión y se está restableciendo. Mientras tanto, el shell sigue.
term-busy = La terminal está abierta en otra pestaña o ventana.
term-taken = Otra pestaña o ventana tomó la terminal. El shell sigue allí.
term-take = Usarla aquí
term-ended = El shell terminó (exit %).
term-again = Iniciar otro
term-asleep = Ahora no hay ningún shell.
term-many = Demasiadas páginas tuyas esperan esta terminal. Cierra algunas.
term-failed = La terminal no se puede abrir en este momento. No se perdió nada y los botones Ejecutar siguen funcionando.
term-blocked = La terminal necesita WebSockets, y algo entre tú y este servidor no los deja pasar. Con los botones Ejecutar puedes hacerlo todo igual.
term-retry = Intentar de nuevo
term-dropped = El programa no lee lo que escribes: lo último se descartó.
term-occupied = Todavía se está ejecutando algo en la terminal. Termínalo primero (Ctrl+C) e inténtalo de nuevo.
term-new = El shell anterior se fue con su entorno; este es nuevo.

picture-stale = El clúster no responde: así se vio por última vez.
picture-empty = Todavía no hay nada. En cuanto exista algo en tu namespace, aparece dibujado aquí: qué pertenece a qué y qué le pasa a cada cosa.
picture-col-owner = Services, dueño
picture-col-pods = pods
picture-col-claims = PVC
picture-col-volumes = volúmenes
picture-col-nodes = nodos
picture-pods = { $n ->
    [one] { $n } pod
   *[other] { $n } pods
}
picture-ready = { $n ->
    [one] { $n } listo
   *[other] { $n } listos
}
picture-claims = { $n } PVC
picture-services = { $n ->
    [one] { $n } Service
   *[other] { $n } Services
}
picture-endpoints = { $n ->
    [one] { $n } endpoint
   *[other] { $n } endpoints
}
picture-left-out = { $n ->
    [one] { $n } más que no cabe en el diagrama
   *[other] { $n } más que no caben en el diagrama
}
picture-after = espera a { $pod }
picture-coming = se está creando
picture-scaled = sin pod; el PVC queda
picture-no-claim = no existe
picture-table = Lo mismo en forma de tabla
picture-th-pod = Pod
picture-th-state = Estado
picture-th-age = Edad
picture-th-restarts = Reinicios
picture-th-address = Nombre DNS o IP
picture-th-node = Nodo
picture-th-disk = PVC → volumen
picture-timeline = Qué pasó
turn-created = { $kind } `{ $name }` se creó
turn-ready = { $kind } `{ $name }` ya está listo
turn-unready = { $kind } `{ $name }` dejó de estar listo
turn-restarted = { $kind } `{ $name }`: sus contenedores se han reiniciado { $n ->
    [one] { $n } vez
   *[other] { $n } veces
}
turn-ended = { $kind } `{ $name }` terminó
turn-failed = { $kind } `{ $name }` terminó con un error
turn-bound = { $kind } `{ $name }` quedó enlazado a un volumen
turn-scaled = { $kind } `{ $name }` pasó de { $from } a { $to } { $to ->
    [one] réplica
   *[other] réplicas
}
turn-deleting = { $kind } `{ $name }` se está eliminando
turn-gone = { $kind } `{ $name }` ya no existe

pages-empty = Todavía no corre ningún pod. En cuanto corra uno, podrás abrir su página aquí.
pages-lead = Abre la página de un pod a través del servidor, como lo haría `kubectl port-forward`. El número es el puerto.
pages-frame = Página de un pod
pages-port = puerto
pages-ten-do = Diez peticiones
pages-ten = Quién respondió
pages-ten-what = Diez peticiones seguidas al Service `{ $service }`, enviadas desde dentro del clúster. Cada punto es una respuesta, encontrada en el log del pod.
pages-ten-unknown = Un pod cuyo log no lo dice
pages-ten-nobody = Nadie
pages-expired = Esta dirección ya no es válida. Vuelve a abrir la página desde la lista.
pages-none = Sin página
pages-refused-no-such = Tu sandbox no tiene ese pod, Service o puerto.
pages-refused-external-name = Este Service lleva fuera del clúster. Aquí solo se abren páginas de tus propios pods.
pages-refused-external-ips = Un Service con externalIPs no se abre aquí: sus direcciones pueden ser de otra persona.
pages-refused-no-selector = Este Service no tiene selector, así que no se puede saber de quién son sus endpoints.
pages-refused-no-endpoint = No hay ningún pod listo detrás de este Service.
pages-refused-no-address = Este Service es headless: no tiene una dirección propia a la que enviar peticiones.
pages-refused-busy = Se están pidiendo demasiadas páginas a la vez. Inténtalo de nuevo en un momento.
pages-refused-not-running = El pod no está en marcha.
pages-refused-not-this-way = Aquí las páginas solo se pueden leer.
pages-refused-bad-path = Esta ruta no se puede pedir aquí.
pages-refused-redirect = El pod te envía a otra dirección. Aquí no se siguen las redirecciones.
pages-refused-too-large = La página pesa más de 1 MiB.
pages-refused-no-answer = Nada respondió en este puerto en cinco segundos.

sandbox-home = Los archivos de tu carpeta personal en el entorno se conservan hasta 4 MiB en total cuando el entorno se crea de nuevo. Si ocupan más, solo duran lo que dure el entorno.
sandbox-live = Tu namespace está listo y es solo tuyo. Lo que haces en él se comprueba en el momento.
sandbox-asleep = Tu entorno duerme porque hace rato que no pasa nada. Despierta con el próximo comando; tus objetos siguen ahí.
sandbox-gone = Tu progreso está guardado. Un sandbox nuevo empieza vacío: para seguir, repite aquello en lo que se apoya el próximo paso.
sandbox-gone-title = Tu sandbox se eliminó.
sandbox-remake = Crear uno nuevo
sandbox-namespace = Namespace
sandbox-image = Imagen

reset-title = Empezar este lab de nuevo
reset-do = Eliminar todo y empezar de nuevo

done-title = Todos los pasos están completos.
done-text = Cada uno se vio en el clúster, sin depender de tu palabra. Las evidencias quedan en cada paso.

board-title = Instructor
board-learner = Alumno
board-passed = Hechos
board-now = Ahora
board-legend = Leyenda
login-lead = El servidor mostró un token la primera vez que arrancó. Para crear otro: `kindlab instructor token --new`
login-token = Token
login-go = Entrar
login-refused = Ese no es un token de este servidor.
login-leave = Salir

error-way-labs = Todos los labs
error-way-open = Abrir el lab
error-way-back = Volver al lab
error-way-again = Intentar de nuevo

error-not-found-title = Aquí no hay nada
error-not-found = { $what ->
    [lab] Este servidor no tiene un lab con ese nombre.
    [command] El lab no tiene un comando con ese nombre.
    [prediction] El lab no tiene ninguna predicción con ese nombre.
    [question] El lab no tiene una pregunta con ese nombre.
    [file] El lab no tiene un archivo con ese nombre.
    [step] El lab no tiene un paso con ese nombre.
    [run] No tienes una ejecución con ese nombre.
    [class] Aquí no existe esa clase.
    [learner] No existe ese alumno en esta clase.
   *[other] No existe una página en esta dirección.
}
error-not-found-next = La dirección puede ser antigua o estar mal escrita.
error-wrong-method-title = Por aquí no
error-wrong-method = Esta dirección ejecuta una acción; no es una página que se abra.
error-wrong-method-next = Usa los botones del lab. No se cambió nada.
error-bad-request-title = No se entendió
error-bad-request = El servidor no pudo leer lo que se envió.
error-bad-request-next = No se cambió nada. Vuelve e inténtalo una vez más.
error-not-upgraded-title = Solo por WebSocket
error-not-upgraded = A la terminal solo se llega por WebSocket.
error-not-upgraded-next = Ábrela en la página del lab. Los botones Ejecutar no necesitan WebSocket.
error-cross-site-title = Rechazado
error-cross-site = Esta petición vino de otro sitio.
error-cross-site-next = No se cambió nada. Abre el lab aquí y usa sus botones. Si hay un proxy, debe pasar la cabecera Host sin cambios.
error-unknown-learner-title = ¿Quién eres?
error-unknown-learner = Nadie tiene ese código de continuación.
error-unknown-learner-next = Un código nuevo reemplaza al anterior. Sin código puedes empezar desde cero.
error-not-open-title = Todavía no está abierto
error-not-open = No has abierto este lab en este navegador.
error-not-open-next = Ábrelo primero; si empezaste en otro lugar, continúa con tu código de continuación.
error-busy-title = Uno a la vez
error-busy = Otro comando sigue en ejecución en tu sandbox.
error-busy-next = Espera a que termine o detenlo. No se inició nada.
error-run-id-taken-title = Ya se usó
error-run-id-taken = El id de esta ejecución pertenece a otro comando.
error-run-id-taken-next = Recarga el lab y ejecuta el comando de nuevo. No se inició nada.
error-too-large-title = Demasiado grande
error-too-large = Lo que enviaste pasa de { $kib } KiB.
error-too-large-next = No se guardó nada. Acórtalo e inténtalo de nuevo.
error-full-title = Todos los lugares están ocupados
error-full = Este servidor mantiene { $n ->
    [one] { $n } sandbox
   *[other] { $n } sandboxes
} a la vez y no queda ninguno libre.
error-full-next = Un lugar se libera cuando alguien deja de usarlo por un rato. Lo que ya hiciste está guardado.
error-cluster-title = El clúster no responde
error-cluster = El servidor no puede hablar ahora con su clúster de Kubernetes.
error-cluster-next = Tu progreso está guardado. Inténtalo dentro de un momento; si sigue así, avisa a quien cuida este servidor: `kindlab doctor` dice qué falta.
error-internal-title = Algo se rompió aquí
error-internal = El servidor no pudo terminar esto. No fue nada que hicieras.
error-internal-next = Tu progreso está guardado. Inténtalo de nuevo; si vuelve a pasar, avisa a quien cuida este servidor: el log del servidor dice más.

lab-problems = Lo que el linter dice de estos labs (solo aparece con --watch)

## What a pass rests on

evidence-passed = pasó el
evidence-of-pods = Pods
evidence-of-before = Antes
evidence-of-claims = PVC
evidence-of-endpoints = Endpoints
evidence-of-dns = DNS
evidence-of-pages = Páginas
evidence-of-gone = Ya no están
evidence-of-nodes = Nodos
evidence-of-answers = Respuestas
evidence-of-same-pods = Pods que permanecieron
evidence-of-behind = Detrás del Service
evidence-of-services = Services
evidence-of-deployment-pods = Pods del Deployment
fact-observed-at = observado el
fact-read-by = leído por
fact-order-from = orden conocido por
fact-asked-from = consultado desde
fact-uid = UID
fact-set-uid = UID del StatefulSet
fact-was-set-uid = UID del StatefulSet que ya no existe
fact-service-uid = UID del Service
fact-deployment-uid = UID del Deployment
fact-claim-uid = UID del PVC
fact-volume-uid = UID del volumen
fact-resource-version = resourceVersion
fact-service-resource-version = resourceVersion del Service
fact-generation = generation
fact-revision = revisión
fact-from-revision = revisión anterior
fact-created = creado el
fact-ctime = último cambio del archivo (ctime)
fact-sha256 = SHA-256 de la página
fact-start = la página empieza con
fact-said = tu respuesta
fact-at = el
fact-volume = volumen
fact-claim = PVC
fact-node = nodo
fact-path = ruta en el nodo
fact-ip = dirección IP
fact-endpoints = endpoints
fact-order = orden
fact-dry-run = dry run
fact-status = estado HTTP
fact-served = servida por HTTP
fact-by-pod = leído por los programas del propio pod
fact-cluster-ip = IP de clúster
fact-node-port = puerto en los nodos
fact-assigned = dirección externa
fact-cname = CNAME en el DNS
fact-target = destino
fact-deployment-generation = generation del Deployment
fact-replicas = réplicas
fact-file = archivo
fact-kind = kind
fact-name = nombre
fact-ranges = rangos de direcciones
fact-requests = peticiones contadas
fact-from = peticiones desde
fact-type = tipo
fact-selector = selector
fact-before = antes
fact-now = ahora
fact-gone = ya no está
fact-new = nuevo
fact-nodes = nodos
fact-strength = se basa en
fact-claims-created = creación de los PVC
fact-pod-management = podManagementPolicy
read-by-volume = el lector del propio servidor, directamente del volumen en su nodo
read-by-pods = los programas del propio pod, porque su volumen no se puede leer en un nodo: es una prueba más débil, ya que quien controla el pod podría reemplazarlos
read-by-node-program = el programa del propio servidor en un nodo, dentro del clúster
read-by-logs = los logs de los propios pods
order-from-watch = lo que el servidor vio suceder
order-from-times = las horas de creación en el clúster
order-from-policy = podManagementPolicy, que no se puede cambiar
