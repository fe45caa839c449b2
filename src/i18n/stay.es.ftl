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
