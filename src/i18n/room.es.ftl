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
