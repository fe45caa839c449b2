# O que ajuda quem está travado, volta ou vai para outro lugar. As chaves começam pelo lugar em que aparecem.

stay-back = Voltar

elsewhere-title = Continuar em outro lugar
elsewhere-lead = Com um código de retomada, outro navegador abre seu progresso e sua sandbox como estão.
elsewhere-nobody = Este navegador ainda não abriu nenhum lab, então não há o que continuar.
elsewhere-show = Mostrar um código de retomada
elsewhere-replaces = O código é criado agora e substitui qualquer outro que você já tinha.
elsewhere-code = Seu código de retomada
elsewhere-once = Anote agora: o servidor guarda só a impressão digital do código e não consegue mostrá-lo de novo.
elsewhere-whoever = Quem tiver o código pode trabalhar como se fosse você.
elsewhere-link = Link com o código
elsewhere-copy = Copiar o link
elsewhere-copied = Copiado
elsewhere-enter = Tenho um código

leave-title = Sair deste navegador
leave-what = Este navegador esquece você. Seu progresso e sua sandbox ficam no servidor, e só um código de retomada leva de volta a eles.
leave-first = Mostrar antes um código de retomada
leave-do = Sair agora

resume-known = Este navegador já tem um progresso próprio. O código toma o lugar dele aqui.
resume-known-way = Anotar antes o código dele
resume-noscript = Com os scripts desligados, o link não preenche o código: digite-o aqui.
