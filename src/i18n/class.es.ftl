# Clases: unirse a una, el panel, lo que se dice en ella.

catalog-join = Unirte a una clase

join-title = Unirte a una clase
join-lead = El código está proyectado o lo tiene quien da la clase. No necesitas cuenta.
join-code = Código de la clase
join-name = Tu nombre
join-name-hint = El instructor lo ve. Puede ser un apodo.
join-name-bad = Escribe un nombre de 1 a 40 caracteres.
join-go = Unirme
join-resume = Ya estuve aquí: continuar con mi código de continuación
join-code-unknown = Ninguna clase tiene ese código. Tiene seis letras; mira si cambiaste alguna por otra.
join-class-over = Esta clase terminó y ya nadie puede unirse.
join-already = Este navegador ya está en la clase como { $name }.
join-go-on = Seguir como { $name }
join-other = Unirme como otra persona: { $name }

class-mine = Mi clase
class-hello = Estás aquí como { $name }. Abre un lab; el instructor ve hasta dónde llegaste y puede ayudarte.
class-over = La clase terminó. Tu progreso sigue aquí para consultarlo. Para abrir labs por tu cuenta, sal de la clase.
class-over-short = terminada
class-leave = Salir de la clase
class-leave-what = Se eliminan tus sandboxes de esta clase. Tu progreso queda en la clase y puedes volver a unirte con el código.
class-note = Del instructor
class-note-seen = Entendido
class-hand-raise = Levantar la mano
class-hand-up = Tienes la mano levantada
class-hand-lower = Bajarla
class-hand-text = ¿Cuál es tu duda? Puedes dejarlo vacío.
class-hand-theirs = Mano levantada

classes-title = Clases
classes-empty = Todavía no hay clases. Una clase te da un código para proyectar y un panel que muestra dónde va cada quien.
classes-others = Fuera de las clases

new-class-title = Abrir una clase
new-class-name = Nombre
new-class-name-bad = Ponle a la clase un nombre de 1 a 40 caracteres.
new-class-labs = Labs
new-class-labs-bad = Elige al menos un lab.
new-class-size = ¿Cuántos alumnos esperas?
new-class-size-bad = Escribe un número entero de 1 a 1000. Si llegan más, también podrán unirse.
new-class-hours = ¿Cuántas horas?
new-class-hours-hint = Puedes agregar tiempo después. Nada se detiene solo cuando se acaba.
new-class-hours-bad = Escribe un número de horas, 0.25 como mínimo.
new-class-lang = Idioma de la clase
new-class-lang-hint = El enlace proyectado se abre en él. Cada alumno puede elegir otro.
new-class-lang-bad = Elige un idioma.
new-class-go = Abrir la clase

class-wall-where = Entra a
class-wall-code = y escribe este código
class-wall-board = Ir al panel
class-wall-qr = Código QR del enlace para unirse

class-learners = { $n ->
    [one] { $n } alumno
   *[other] { $n } alumnos
}
class-wrongs = En qué se equivocan muchos
class-wrongs-none = Ahora nadie tiene nada mal.
class-wrong-where = paso { $number }, mediana de { $median }
class-send-hint = Enviar a quienes están en el paso { $number }
class-times = Tiempo por paso
class-times-what = La línea marca la mediana; la barra, la mitad central. Los pasos hechos por el servidor no cuentan.
class-stuck-wrong = { $n ->
    [one] { $n } intento equivocado
   *[other] { $n } intentos equivocados
}
class-stuck-slow = la clase tardó { $median }
class-stuck-long = lleva mucho aquí
class-idle = no lo ha abierto
class-done = terminó
class-nobody = Todavía no se ha unido nadie. Los alumnos aparecen aquí solos.
class-left = quedan { $time }
class-time-up = Se acabó el tiempo previsto.
class-extend = Dar 30 minutos más
class-labs = Labs de la clase
class-show = Mostrar
class-show-all = todos
class-show-hand = mano levantada
class-show-stuck = atascados
class-show-idle = sin empezar
class-show-done = terminaron
class-sort = Orden
class-sort-need = Primero quien necesita ayuda
class-sort-name = Nombre
class-sort-progress = Progreso
class-sort-time = Tiempo en el paso
class-names-hide = Ocultar nombres
class-names-show = Mostrar nombres
class-time = Lleva
class-last = Activo hace
class-say = Decir algo a la clase
class-export-csv = Exportar en CSV
class-export-json = Exportar en JSON
class-end = Terminar la clase
class-end-what = Si quieres un archivo, exporta antes. Se eliminan todos los sandboxes de la clase; el progreso queda hasta que borres sus datos.
class-purge = Borrar los datos de la clase
class-purge-what = Borra para siempre los nombres, el progreso, las salidas y los mensajes de esta clase.
class-answer = Escribir a este alumno
class-answer-send = Enviar y bajar la mano
class-runs = Últimas salidas
class-timeline = El camino hasta aquí
class-idle-page = Todavía no abrió ningún lab.
class-picture = Su sandbox
class-helped = el servidor está haciendo pasos
class-guide = Llevar a un paso
class-guide-all = Llevar a todos a un paso
class-guide-step = Paso
class-guide-catch-up = Ponerse al día
class-guide-catch-up-what = El servidor hace los pasos anteriores que faltan, sobre lo que ya hay. Quedan marcados como hechos por el servidor.
class-guide-keep = Repetir el paso y conservar los volúmenes
class-guide-drop = Repetir el paso y descartar los volúmenes
class-guide-again-what = Se elimina el resto del namespace y se repiten los pasos anteriores. Lo que estaba completo sigue completo.
class-guide-afresh = Empezar el lab de nuevo
class-guide-afresh-what = Un sandbox nuevo y vacío. Todos los pasos quedan otra vez por hacer.
class-guide-all-what = Vale para todos los que abrieron el lab, unos pocos a la vez. A quien está ejecutando un comando ahora no se lo interrumpe; hazlo otra vez un poco después.
class-say-others = También en otros idiomas
class-say-others-what = Cada alumno lee en su idioma o, si falta, el primer texto.
class-say-to = Para
class-say-everybody = todos
class-say-at = paso { $number }: { $title }
class-hint = Enviar una pista
class-hint-to-step = todos los que están en ese paso
class-only-stuck = solo a quien está atascado
class-only-stuck-here = { $n ->
    [one] solo a quien está atascado ({ $n })
   *[other] solo a los { $n } atascados
}
class-told = { $n ->
    [one] Se envió a { $n } alumno.
   *[other] Se envió a { $n } alumnos.
}
class-told-nobody = Ahora no hay nadie ahí: no se envió nada.
class-say-send = Enviar
class-watch = La terminal, como la ve el alumno
class-watch-none = No se muestra. Solo el alumno puede dejarte mirar, con el botón junto a la mano levantada.
class-watch-allow = Dejar que el instructor vea mi terminal
class-watch-on = El instructor puede ver tu terminal
class-watch-stop = Dejar de mostrarla
class-remove = Sacar de la clase
class-remove-what = Se eliminan sus sandboxes. Su progreso queda en la exportación y puede volver a unirse con el código.
class-event-opened = Abrió el lab
class-event-ran = Ejecutó { $command }
class-event-saved = Guardó { $file }

error-class-over-title = La clase terminó
error-class-over = El instructor terminó esta clase, así que ya no abre labs.
error-class-over-next = Tu progreso está guardado. Sal de la clase para abrir labs por tu cuenta.
error-crowded-title = Demasiados a la vez
error-crowded = En este momento hay muchos intentos de código de clase desde tu red. Intenta de nuevo en un minuto.
error-crowded-next = Nadie se unió a ninguna clase. Espera un poco y envía el código otra vez.
error-not-instructor-title = Para instructores
error-not-instructor = Esta parte es para quien da la clase.
error-not-instructor-next = No se cambió nada. Entra con el token de instructor.
