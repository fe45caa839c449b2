# Lo que se dice de la sala: el clúster que aísla (o no) a quienes aprenden, y cómo preparar un grupo en la red.

shut-title = Este servidor no está abriendo labs.
shut-unfenced = El clúster acepta pods privilegiados de quien hace un lab, y un pod así se adueña del nodo entero. Quien cuida el servidor ve con `kindlab doctor` qué hacer; si todo el grupo es de confianza, `kindlab serve --trust-learners` abre los labs de todos modos.
shut-unknown = Todavía no se pudo probar si el clúster rechaza los pods privilegiados. La prueba se repite cada pocos segundos; si sigue así, `kindlab doctor` dice qué falta.

error-unfenced-title = Este servidor no abre labs en este clúster
error-unfenced = El clúster acepta pods privilegiados de quien hace un lab, y un pod así se adueña del nodo entero.
error-unfenced-next = Tu progreso está guardado. Avisa a quien cuida el servidor: `kindlab doctor` dice qué hacer, y `kindlab serve --trust-learners` abre los labs para un grupo de confianza.
error-fence-unknown-title = El clúster todavía se está probando
error-fence-unknown = Antes de abrir un lab, el servidor prueba si el clúster rechaza los pods privilegiados, y todavía no hay resultado.
error-fence-unknown-next = Inténtalo dentro de un momento; si sigue así, avisa a quien cuida este servidor: `kindlab doctor` dice qué falta.

turn-overfull = { $kind } `{ $name }` guarda { $held } MiB, más que los { $limit } MiB solicitados: los pods que lo usan se detuvieron para no llenar el disco de todos. Borra archivos en cuanto vuelva un pod, o elimina el PVC.
turn-countless = { $kind } `{ $name }` guarda demasiados archivos para contarlos: los pods que lo usan se detuvieron para no llenar el disco de todos. Elimina el PVC.

room-title = Preparar la sala
room-link = Preparar la sala
room-program = Los comandos citados aquí son para quien administra el servidor, en la carpeta del código fuente: después de `make run`, `kindlab` es `target/release/kindlab` en esa carpeta.
room-address = Dónde encuentra el grupo este servidor
room-address-lead = Proyecta una de estas direcciones; en las demás computadoras de la misma red se abre en el navegador.
room-address-alone = Por ahora solo esta computadora llega al servidor. Para toda la red, inícialo con `kindlab serve --listen 0.0.0.0:8080`.
room-firewall = El firewall de esta computadora debe dejar entrar el puerto TCP { $port }: por ejemplo `ufw allow { $port }/tcp`, o `firewall-cmd --add-port={ $port }/tcp`.
room-guests = Las redes de invitados suelen aislar las computadoras entre sí: si nadie llega a la dirección, usa otra red o un router propio.
room-tls-on = La conexión va cifrada (HTTPS).
room-tls-off = La conexión no va cifrada (HTTP); todo funciona así. Para HTTPS, usa `--tls-cert` y `--tls-key`, o un proxy con `--behind-proxy` (mira el README).
room-fit = ¿Cabe el grupo?
room-fit-lead = Compara lo que le queda libre al clúster con lo que usa cada persona: una workbench y hasta cuatro pods.
room-learners = Cuántas personas faltan por llegar
room-count = Calcular
room-what = Qué
room-has = Hay
room-needs = Hace falta
room-verdict = Resultado
room-short = no alcanza
room-enough = alcanza
room-need-sandboxes = Lugares en este servidor
room-need-pods = Pods libres en los nodos
room-need-cpu = CPU libre en los nodos (milésimas)
room-need-memory = Memoria libre en los nodos (MiB)
room-need-machine = Memoria libre en esta computadora (MiB)
room-short-next = Para tener más lugares: `kindlab serve --max-sandboxes N`. Para más CPU y memoria: cierra otros programas o usa una computadora más grande. Cada nodo acepta hasta 250 pods.
room-uncounted = El clúster no respondió, así que no se puede calcular. `kindlab doctor` dice qué falta.
room-warm = Sandboxes listas antes de la clase
room-warm-lead = Preparadas de antemano, las sandboxes se abren al momento aunque todo el grupo llegue en el mismo minuto. Quien abre el lab recibe una de ellas.
room-warm-state = { $ready } de { $all } listas
room-warm-lab = Lab
room-warm-count = Cuántas
room-warm-go = Preparar
room-apart = Qué aísla a cada persona
room-fence-untried = Todavía se está probando si el clúster rechaza los pods privilegiados.
room-fence-holds = El clúster rechaza los pods que se adueñarían de un nodo (probado).
room-fence-open = El clúster acepta pods que se adueñan de un nodo. Los labs solo se abren con `--trust-learners`; `kindlab doctor` dice cómo cambiarlo.
room-fence-unknown = No se pudo probar si el clúster rechaza los pods privilegiados; `kindlab doctor` dice qué falta.
room-network-untried = La red entre las sandboxes todavía no se probó.
room-network-trying = La red entre las sandboxes se está probando con dos pods; recarga en unos segundos.
room-network-yes = Los pods de una persona no llegan por la red a los de otra (probado con dos).
room-network-no = Los pods de una persona llegan por la red a los de otra. En un grupo de confianza no hace daño; `kindlab doctor` dice cómo cambiarlo.
room-network-unknown = No se pudo probar la red entre las sandboxes; el log dice por qué.
room-network-again = Probar la red de nuevo
room-trouble = Cuando algo sale mal
room-trouble-reach = Nadie abre la página: revisa la dirección, el firewall y que todos estén en la misma red. `curl` desde otra computadora muestra si el servidor responde.
room-trouble-cluster = “El clúster no responde”: ejecuta `kindlab cluster up`, que lo trae de vuelta; nada de lo completado se pierde.
room-trouble-full = “Todos los lugares están ocupados”: reinicia el servidor con un `--max-sandboxes` mayor; nadie pierde nada con el reinicio.
room-trouble-slow = Todo va lento: mira arriba si falta memoria o CPU, y cierra lo demás que corre en esta computadora.
room-trouble-lost = Alguien perdió la pestaña o la computadora: con el código de continuación sigue en otro navegador, donde estaba.
room-trouble-power = Se fue la luz, o el servidor se cayó: inicia de nuevo `kindlab cluster up` y `kindlab serve`; las páginas vuelven solas. Una copia de seguridad se hace con `kindlab backup ARCHIVO`.
