# Turmas: entrar em uma, o painel, o que se diz nela.

catalog-join = Entrar em uma turma

join-title = Entrar em uma turma
join-lead = O código está projetado ou com quem dá a aula. Você não precisa de conta.
join-code = Código da turma
join-name = Seu nome
join-name-hint = O instrutor vê este nome. Pode ser um apelido.
join-name-bad = Escreva um nome de 1 a 40 caracteres.
join-go = Entrar
join-resume = Já estive aqui: continuar com meu código de retomada
join-code-unknown = Nenhuma turma tem esse código. Ele tem seis letras; veja se alguma foi trocada por outra.
join-class-over = Esta turma foi encerrada e não recebe mais ninguém.
join-already = Este navegador já está na turma como { $name }.
join-go-on = Continuar como { $name }
join-other = Entrar como outra pessoa: { $name }

class-mine = Minha turma
class-hello = Você está aqui como { $name }. Abra um lab; o instrutor vê até onde você chegou e pode ajudar.
class-over = A turma foi encerrada. Seu progresso continua aqui para consulta. Para abrir labs por conta própria, saia da turma.
class-over-short = encerrada
class-leave = Sair da turma
class-leave-what = Suas sandboxes desta turma são removidas. Seu progresso fica com a turma, e você pode entrar de novo com o código.
class-note = Do instrutor
class-note-seen = Entendi
class-hand-raise = Levantar a mão
class-hand-up = Sua mão está levantada
class-hand-lower = Abaixar
class-hand-text = Qual é a sua dúvida? Pode deixar em branco.
class-hand-theirs = Mão levantada

classes-title = Turmas
classes-empty = Nenhuma turma ainda. Uma turma dá a você um código para projetar e um painel que mostra onde cada um está.
classes-others = Fora das turmas

new-class-title = Abrir uma turma
new-class-name = Nome
new-class-name-bad = Dê à turma um nome de 1 a 40 caracteres.
new-class-labs = Labs
new-class-labs-bad = Escolha pelo menos um lab.
new-class-size = Quantos alunos você espera?
new-class-size-bad = Escreva um número inteiro de 1 a 1000. Mais gente do que isso ainda pode entrar.
new-class-hours = Por quantas horas?
new-class-hours-hint = Você pode dar mais tempo depois. Nada para sozinho quando o tempo acaba.
new-class-hours-bad = Escreva um número de horas, no mínimo 0,25.
new-class-lang = Idioma da turma
new-class-lang-hint = O link projetado abre nele. Cada aluno pode escolher outro.
new-class-lang-bad = Escolha um idioma.
new-class-go = Abrir a turma

class-wall-where = Acesse
class-wall-code = e digite este código
class-wall-board = Ir para o painel
class-wall-qr = Código QR do link para entrar

class-learners = { $n ->
    [one] { $n } aluno
   *[other] { $n } alunos
}
class-wrongs = O que muitos erram
class-wrongs-none = Ninguém está com nada errado agora.
class-wrong-where = passo { $number }, mediana de { $median }
class-send-hint = Enviar a quem está no passo { $number }
class-times = Tempo por passo
class-times-what = O traço marca a mediana; a barra, a metade do meio. Passos feitos pelo servidor não contam.
class-stuck-wrong = { $n ->
    [one] { $n } tentativa errada
   *[other] { $n } tentativas erradas
}
class-stuck-slow = a turma levou { $median }
class-stuck-long = aqui há muito tempo
class-idle = ainda não abriu
class-done = concluiu
class-nobody = Ninguém entrou ainda. Os alunos aparecem aqui sozinhos.
class-left = faltam { $time }
class-time-up = O tempo previsto acabou.
class-extend = Dar mais 30 minutos
class-labs = Labs da turma
class-show = Mostrar
class-show-all = todos
class-show-hand = mão levantada
class-show-stuck = travados
class-show-idle = não começaram
class-show-done = concluíram
class-sort = Ordem
class-sort-need = Primeiro quem precisa de ajuda
class-sort-name = Nome
class-sort-progress = Progresso
class-sort-time = Tempo no passo
class-names-hide = Esconder nomes
class-names-show = Mostrar nomes
class-time = Há
class-last = Ativo há
class-say = Dizer algo à turma
class-export-csv = Exportar em CSV
class-export-json = Exportar em JSON
class-end = Encerrar a turma
class-end-what = Se quiser um arquivo, exporte antes. Todas as sandboxes da turma são removidas; o progresso fica até que os dados sejam apagados.
class-purge = Apagar os dados da turma
class-purge-what = Apaga de vez os nomes, o progresso, as saídas e as mensagens desta turma.
class-answer = Escrever para este aluno
class-answer-send = Enviar e abaixar a mão
class-runs = Últimas saídas
class-timeline = O caminho até aqui
class-idle-page = Ainda não abriu nenhum lab.
class-picture = A sandbox
class-helped = o servidor está fazendo passos
class-guide = Levar a um passo
class-guide-all = Levar todos a um passo
class-guide-step = Passo
class-guide-catch-up = Avançar até o passo
class-guide-catch-up-what = O servidor faz os passos anteriores que faltam, sobre o que já existe. Eles ficam marcados como feitos pelo servidor.
class-guide-keep = Recomeçar o passo e manter os volumes
class-guide-drop = Recomeçar o passo e descartar os volumes
class-guide-again-what = O resto do namespace é removido e os passos anteriores são feitos de novo. O que foi concluído continua concluído.
class-guide-afresh = Recomeçar o lab
class-guide-afresh-what = Uma sandbox nova e vazia. Todos os passos voltam a ficar por fazer.
class-guide-all-what = Vale para todos que abriram o lab, alguns de cada vez. Quem está executando um comando agora fica como está; faça de novo um pouco depois.
class-say-others = Também em outros idiomas
class-say-others-what = Cada aluno lê no próprio idioma ou, na falta dele, o primeiro texto.
class-say-to = Para
class-say-everybody = todos
class-say-at = passo { $number }: { $title }
class-hint = Enviar uma dica
class-hint-to-step = todos os que estão nesse passo
class-only-stuck = só para quem está travado
class-only-stuck-here = { $n ->
    [one] só para quem está travado ({ $n })
   *[other] só para os { $n } travados
}
class-told = { $n ->
    [one] Enviado para { $n } aluno.
   *[other] Enviado para { $n } alunos.
}
class-told-nobody = Ninguém está lá agora: nada foi enviado.
class-say-send = Enviar
class-watch = O terminal, como a pessoa o vê
class-watch-none = Não é mostrado. Só a própria pessoa pode deixar você assistir, com o botão ao lado da mão levantada.
class-watch-allow = Deixar o instrutor ver meu terminal
class-watch-on = O instrutor pode ver seu terminal
class-watch-stop = Não mostrar mais
class-remove = Tirar da turma
class-remove-what = As sandboxes desta pessoa são removidas. O progresso fica na exportação, e ela pode entrar de novo com o código.
class-event-opened = Abriu o lab
class-event-ran = Executou { $command }
class-event-saved = Salvou { $file }

error-class-over-title = A turma foi encerrada
error-class-over = O instrutor encerrou esta turma, por isso ela não abre mais labs.
error-class-over-next = Seu progresso está guardado. Saia da turma para abrir labs por conta própria.
error-crowded-title = Tentativas demais de uma vez
error-crowded = Neste momento há muitas tentativas de código de turma vindas da sua rede. Tente de novo em um minuto.
error-crowded-next = Ninguém entrou em nenhuma turma. Espere um pouco e envie o código outra vez.
error-not-instructor-title = Para instrutores
error-not-instructor = Esta parte é de quem dá a aula.
error-not-instructor-next = Nada foi alterado. Entre com o token de instrutor.
