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

help-hint = { $total ->
    [one] Mostrar uma dica
   *[other] Mostrar a dica { $n } de { $total }
}
help-solution = Mostrar a solução
help-solution-note = O passo fica marcado como feito com ela.
help-mend = O que tira você daqui: a volta ao começo do passo

stuck-what = O que acontece
stuck-plan = Passos que o servidor faz por você
stuck-there = O que há agora no seu namespace
stuck-empty = Nada.
stuck-busy = O servidor está fazendo passos por você neste momento. Espere terminar ou interrompa na página do lab.

reset-fresh = Em segundos você recebe um namespace novo e vazio. O antigo é removido em segundo plano, com tudo o que há nele.
reset-volumes = Os volumes não são mantidos: o que foi gravado neles se perde.
reset-progress = Todos os passos voltam a ficar por fazer.
reset-files = Os arquivos do seu ambiente voltam a ser os que o lab traz.

again-title = Voltar ao começo de um passo
again-link = Recomeçar este passo
again-replays = O servidor executa os comandos dos passos anteriores, para que tudo esteja como o passo espera.
again-progress = O que você concluiu continua concluído. Passos anteriores que faltavam ficam marcados como feitos pelo servidor.
again-files = Os arquivos do lab voltam a ser os originais. O que você mudou em um deles fica ao lado, como `NOME.mine`.
again-volumes = E os volumes?
again-drop = Descartar.
again-drop-what = Um namespace novo, com volumes vazios; o antigo é removido em segundo plano.
again-keep = Manter.
again-keep-what = Os PVCs e os dados ficam; todo o resto do namespace é removido.
again-do = Voltar ao começo do passo

catch-up-title = Avançar até um passo
catch-up-link = Avançar até aqui
catch-up-replays = O servidor executa no seu namespace os comandos dos passos que faltam, um passo depois do outro. Você pode parar a qualquer momento.
catch-up-marked = Esses passos ficam marcados como feitos pelo servidor e são contados à parte.
catch-up-stays = Nada é removido. Volumes e arquivos ficam.
catch-up-idle = Não há nada a fazer: todos os passos anteriores estão concluídos.
catch-up-do = Avançar

replay-running-title = Trabalhando por você.
replay-begins = Os passos anteriores a “{ $target }” já vão começar.
replay-clears = Seu namespace está sendo esvaziado; os volumes ficam.
replay-makes = Um namespace novo está sendo criado.
replay-running = Agora: “{ $step }”, a caminho de “{ $target }”.
replay-done-title = Pronto.
replay-done = Você está no começo de “{ $target }”.
replay-nothing = Não foi preciso fazer nada: você está no começo de “{ $target }”.
replay-failed-title = Não deu certo.
replay-failed = Não foi possível fazer “{ $step }”. Veja o que o passo diz; voltar ao começo de “{ $target }” parte de um namespace novo.
replay-stopped-title = Parado por você.
replay-stopped = Estava em “{ $step }”, a caminho de “{ $target }”. O que foi feito fica.
replay-interrupted-title = Interrompido.
replay-interrupted = O servidor reiniciou em “{ $step }”, a caminho de “{ $target }”. O que foi feito fica.
replay-before = Terminou antes do primeiro passo a caminho de “{ $target }”.
replay-again = Avançar

error-catching-up-title = Um de cada vez
error-catching-up = O servidor está fazendo passos por você na sua sandbox.
error-catching-up-next = Espere terminar ou interrompa na página do lab. Nada foi iniciado.

left-title = Sem atividade, sua sandbox é mantida por mais
left-soon = Sua sandbox será removida em
left-safe = Seu progresso fica; o que está no namespace, não.
left-keep = Manter
left-kept = sandbox mantida por { $left }

summary-title = O que você provou
summary-whole = Cada passo deste lab foi visto no cluster. Aqui está o que foi visto.
summary-part = O que foi visto no cluster até agora. Os outros passos aparecem com o que se disse deles por último.
summary-print = Imprimir

predict-label = Antes, preveja
predict-do = É a minha previsão
predict-noted = Anotado. Agora execute o comando e veja; até lá, você pode mudar de ideia.
predict-yours = Você previu
predict-outcome = O que acontece
predict-right = Como você previu.
predict-other = Diferente do previsto. Prever serve para isso: olhe de novo o que surpreendeu você.
