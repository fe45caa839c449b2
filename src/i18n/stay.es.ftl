# Lo que ayuda a quien se atasca, vuelve o sigue en otra parte. Las claves empiezan por el lugar donde se muestran.

stay-back = Volver

elsewhere-title = Continuar en otra parte
elsewhere-lead = Con un código de continuación, otro navegador abre tu progreso y tu sandbox tal como están.
elsewhere-nobody = Este navegador todavía no abrió ningún lab, así que no hay nada que continuar.
elsewhere-show = Mostrar un código de continuación
elsewhere-replaces = El código se crea ahora y reemplaza a cualquiera que tuvieras antes.
elsewhere-code = Tu código de continuación
elsewhere-once = Anótalo ahora: el servidor guarda solo la huella del código y no puede volver a mostrarlo.
elsewhere-whoever = Quien tenga el código puede trabajar como si fueras tú.
elsewhere-link = Enlace con el código
elsewhere-copy = Copiar el enlace
elsewhere-copied = Copiado
elsewhere-enter = Tengo un código

leave-title = Salir de este navegador
leave-what = Este navegador te olvida. Tu progreso y tu sandbox se quedan en el servidor, y solo un código de continuación lleva de vuelta a ellos.
leave-first = Mostrar antes un código de continuación
leave-do = Salir ahora

resume-known = Este navegador ya tiene su propio progreso. El código ocupará su lugar aquí.
resume-known-way = Anotar antes su código
resume-noscript = Con los scripts desactivados, el enlace no puede rellenar el código: escríbelo aquí.

help-hint = { $total ->
    [one] Mostrar una pista
   *[other] Mostrar la pista { $n } de { $total }
}
help-solution = Mostrar la solución
help-solution-note = El paso queda marcado como hecho con ella.
help-mend = Lo que te saca de aquí: la vuelta al comienzo del paso

stuck-what = Qué pasa
stuck-plan = Pasos que hace el servidor por ti
stuck-there = Lo que hay ahora en tu namespace
stuck-empty = Nada.
stuck-busy = El servidor está haciendo pasos por ti en este momento. Espera a que termine o detenlo en la página del lab.

reset-fresh = En unos segundos recibes un namespace nuevo y vacío. El anterior se elimina en segundo plano, con todo lo que tiene.
reset-volumes = Los volúmenes no se conservan: lo que se escribió en ellos se pierde.
reset-progress = Todos los pasos vuelven a quedar por hacer.
reset-files = Los archivos de tu entorno vuelven a ser los que trae el lab.

again-title = Volver al comienzo de un paso
again-link = Empezar este paso de nuevo
again-replays = El servidor ejecuta los comandos de los pasos anteriores, para que todo esté como el paso lo espera.
again-progress = Lo que completaste sigue completo. Los pasos anteriores que faltaban quedan marcados como hechos por el servidor.
again-files = Los archivos del lab vuelven a ser los originales. Lo que cambiaste en uno de ellos queda al lado, como `NOMBRE.mine`.
again-volumes = ¿Y los volúmenes?
again-drop = Descartarlos.
again-drop-what = Un namespace nuevo con volúmenes vacíos; el anterior se elimina en segundo plano.
again-keep = Conservarlos.
again-keep-what = Los PVC y sus datos se quedan; todo lo demás del namespace se elimina.
again-do = Volver al comienzo del paso

catch-up-title = Ponerse al día
catch-up-link = Ponerme al día hasta aquí
catch-up-replays = El servidor ejecuta en tu namespace los comandos de los pasos que faltan, un paso tras otro. Puedes detenerlo en cualquier momento.
catch-up-marked = Esos pasos quedan marcados como hechos por el servidor y se cuentan aparte.
catch-up-stays = No se elimina nada. Los volúmenes y los archivos se quedan.
catch-up-idle = No hay nada pendiente: todos los pasos anteriores están completos.
catch-up-do = Ponerme al día

replay-running-title = Trabajando por ti.
replay-begins = Los pasos anteriores a «{ $target }» están por empezar.
replay-clears = Tu namespace se está vaciando; los volúmenes se quedan.
replay-makes = Se está creando un namespace nuevo.
replay-running = Ahora: «{ $step }», camino de «{ $target }».
replay-done-title = Listo.
replay-done = Estás en el comienzo de «{ $target }».
replay-nothing = No hizo falta hacer nada: estás en el comienzo de «{ $target }».
replay-failed-title = No se pudo.
replay-failed = No se pudo hacer «{ $step }». Mira lo que dice el paso; volver al comienzo de «{ $target }» parte de un namespace nuevo.
replay-stopped-title = Detenido.
replay-stopped = Iba por «{ $step }», camino de «{ $target }». Lo hecho se queda.
replay-interrupted-title = Interrumpido.
replay-interrupted = El servidor se reinició en «{ $step }», camino de «{ $target }». Lo hecho se queda.
replay-before = Terminó antes del primer paso camino de «{ $target }».
replay-again = Ponerme al día

error-catching-up-title = Uno a la vez
error-catching-up = El servidor está haciendo pasos por ti en tu sandbox.
error-catching-up-next = Espera a que termine o detenlo en la página del lab. No se inició nada.

left-title = Sin actividad, tu sandbox se conserva por otros
left-soon = Tu sandbox se eliminará en
left-safe = Tu progreso se queda; lo que hay en el namespace, no.
left-keep = Conservarlo
left-kept = sandbox conservado por { $left }

summary-title = Lo que demostraste
summary-whole = Cada paso de este lab se vio en el clúster. Aquí está lo que se vio.
summary-part = Lo que se vio en el clúster hasta ahora. Los demás pasos aparecen con lo último que se dijo de ellos.
summary-print = Imprimir

predict-label = Antes, predice
predict-do = Esa es mi predicción
predict-noted = Anotado. Ahora ejecuta el comando y mira; hasta entonces puedes cambiar de idea.
predict-yours = Predijiste
predict-outcome = Lo que pasa
predict-right = Como predijiste.
predict-other = Distinto de lo que predijiste. Para eso sirve predecir: mira otra vez lo que te sorprendió.
