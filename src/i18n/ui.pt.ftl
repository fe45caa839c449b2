# O que as páginas dizem em volta dos labs. As chaves começam pelo lugar em que aparecem.

nav-skip = Ir direto ao conteúdo
nav-language = Idioma
nav-theme = Claro ou escuro

cluster-away-title = O cluster não está respondendo.
cluster-away = O que você já concluiu está guardado. Comandos e verificações continuam assim que ele voltar; você não precisa fazer nada.
noscript = Esta página se atualiza com scripts, que aqui estão desligados. Tudo funciona sem eles: recarregue para ver saídas e resultados novos.
noscript-reload = Recarregar
live-offline = A conexão com o servidor caiu. Tentando de novo…

catalog-title = Labs
catalog-lead = Cada lab roda em um cluster Kubernetes de verdade. Um passo está concluído quando o estado do cluster mostra isso, não importa por qual caminho.
catalog-empty = Este servidor ainda não tem labs.
catalog-continue = Continue de onde parou:
catalog-next = A seguir:
catalog-start = Comece por aqui:
catalog-resume = Continuar algo que você começou em outro computador

resume-title = Continuar aqui
resume-lead = Com o seu código de retomada, este navegador abre o mesmo progresso e a mesma sandbox.
resume-code = Código de retomada
resume-go = Continuar
resume-refused = Ninguém tem esse código. Veja se falta algum caractere; um código novo substitui o anterior.

level-beginner = Iniciante
level-intermediate = Intermediário
level-advanced = Avançado
lab-minutes = { $n ->
    [one] { $n } minuto
   *[other] { $n } minutos
}
lab-steps = { $n ->
    [one] { $n } passo
   *[other] { $n } passos
}
lab-judged = { $n ->
    [one] { $n } passo verificado no cluster
   *[other] { $n } passos verificados no cluster
}
lab-progress = { $passed } de { $total } passos concluídos
lab-open = Abrir o lab
lab-open-hint = Você recebe um namespace só seu, vazio, onde ninguém mais mexe. Não precisa de conta.
lab-continue = Continuar no passo
lab-objectives = O que você vai saber fazer
lab-outline = Passos
lab-source = Baseado em

verdict-passed = Concluído
verdict-not-yet = Ainda não
verdict-wrong = Diferente
verdict-cannot-tell = Não dá para saber
verdict-elsewhere = Aqui não é verificado
verdict-untried = A fazer
verdict-read = Leitura
verdict-expected = esperado
verdict-found = encontrado
verdict-evidence = Como você sabe?
evidence-how = como foi feito
how-hand = à mão
how-run = com Executar
how-solution = depois de ver a solução
how-catch-up = pelo servidor, para avançar até aqui
verdict-undone = Estava assim quando foi verificado, e continua valendo. Agora o cluster está em outro estado.
verdict-past = Foi verificado em um cluster que não existe mais, então não dá para conferir de novo. Continua valendo.

step-word = Passo
step-untried = Ainda não existe nada do que este passo pede.
step-unanswered = Responda à pergunta deste passo.
step-read = para ler
step-see = O que você deve ver
step-hint = Dica
step-solution = Solução
step-note = Observação
step-check = Verificar agora
step-check-hint = Os passos são verificados sozinhos quando algo muda; este botão olha na hora.

run-start = Executar
run-stop = Parar
run-copy = Copiar o comando
run-copied = Copiado.
run-in-terminal = Executar no terminal
run-output = Saída do comando
run-truncated = O começo foi descartado: este é o fim da saída.
run-silent = sem saída
run-starting = Seu ambiente está iniciando; o comando vem em seguida, sozinho.
run-running = Executando
run-stopped = parado por você
run-timeout = demorou demais e foi parado
run-interrupted = interrompido: o ambiente saiu do ar
run-forbidden = O Kubernetes recusou isto: sua conta não tem permissão para fazê-lo. Os labs não precisam de nada fora do seu namespace; kubectl auth can-i --list mostra o que você pode fazer.
run-over-quota = O Kubernetes recusou isto: seu namespace tem uma cota. kubectl describe quota mostra o que está em uso e o que ainda resta.
question-answer = Responder

file-open = Abrir
file-save = Salvar
file-saved = Salvo
file-unsaved = Ainda não salvo
file-changed = Mudou no ambiente. Salve para ficar com a sua versão ou recarregue para ver a outra.

work-title = Área de trabalho
work-steps = Passos
work-terminal = Terminal
work-divider = Largura dos passos e da área de trabalho
work-picture = Diagrama
work-pages = Páginas
work-files = Arquivos
work-sandbox = Sandbox

term-label = Terminal do seu ambiente
term-open = Abrir o terminal
term-about = Um shell no seu ambiente: kubectl (ou só k) com preenchimento automático, curl e os seus arquivos. Se você recarregar a página, ele continua como estava.
term-noscript = O terminal precisa de JavaScript. Sem ele, os botões Executar fazem tudo.
term-unbuilt = Este servidor foi compilado sem o terminal. Os botões Executar fazem tudo.
term-leave = Shift+Tab sai do terminal.
term-reader = Leitor de tela
term-keys = Teclas que faltam no celular
term-key-up = Seta para cima
term-key-down = Seta para baixo
term-much = Saída demais para ler em voz alta; percorra as linhas para ler.
term-connecting = Conectando…
term-waking = Seu ambiente está iniciando…
term-lost = A conexão caiu e está sendo refeita. Enquanto isso, o shell continua.
term-busy = O terminal está aberto em outra aba ou janela.
term-taken = Outra aba ou janela assumiu o terminal. O shell continua lá.
term-take = Usar aqui
term-ended = O shell terminou (exit %).
term-again = Iniciar outro
term-asleep = Não há nenhum shell agora.
term-many = Páginas demais suas esperam por este terminal. Feche algumas.
term-failed = Não dá para abrir o terminal agora. Nada se perdeu, e os botões Executar continuam funcionando.
term-blocked = O terminal precisa de WebSockets, e algo entre você e este servidor não deixa que passem. Com os botões Executar você faz tudo do mesmo jeito.
term-retry = Tentar de novo
term-dropped = O programa não lê o que é digitado: o final foi descartado.
term-occupied = Ainda há algo em execução no terminal. Encerre primeiro (Ctrl+C) e tente de novo.
term-new = O shell de antes se foi com o ambiente; este é novo.

picture-stale = O cluster não responde: é assim que ele foi visto pela última vez.
picture-empty = Nada aqui ainda. Assim que algo existir no seu namespace, aparece desenhado aqui: o que pertence a quê e o que acontece com cada coisa.
picture-col-owner = Services, dono
picture-col-pods = pods
picture-col-claims = PVCs
picture-col-volumes = volumes
picture-col-nodes = nodes
picture-pods = { $n ->
    [one] { $n } pod
   *[other] { $n } pods
}
picture-ready = { $n ->
    [one] { $n } pronto
   *[other] { $n } prontos
}
picture-claims = { $n ->
    [one] { $n } PVC
   *[other] { $n } PVCs
}
picture-services = { $n ->
    [one] { $n } Service
   *[other] { $n } Services
}
picture-endpoints = { $n ->
    [one] { $n } endpoint
   *[other] { $n } endpoints
}
picture-left-out = { $n ->
    [one] mais { $n } que não coube no diagrama
   *[other] mais { $n } que não couberam no diagrama
}
picture-after = espera por { $pod }
picture-coming = está sendo criado
picture-scaled = sem pod; o PVC fica
picture-no-claim = não existe
picture-table = O mesmo em forma de tabela
picture-th-pod = Pod
picture-th-state = Estado
picture-th-age = Idade
picture-th-restarts = Reinícios
picture-th-address = Nome de DNS ou IP
picture-th-node = Node
picture-th-disk = PVC → volume
picture-timeline = O que aconteceu
turn-created = { $kind } `{ $name }` foi criado
turn-ready = { $kind } `{ $name }` ficou pronto
turn-unready = { $kind } `{ $name }` deixou de estar pronto
turn-restarted = { $kind } `{ $name }`: os contêineres já reiniciaram { $n ->
    [one] { $n } vez
   *[other] { $n } vezes
}
turn-ended = { $kind } `{ $name }` terminou
turn-failed = { $kind } `{ $name }` terminou com erro
turn-bound = { $kind } `{ $name }` foi ligado a um volume
turn-scaled = { $kind } `{ $name }` passou de { $from } para { $to } { $to ->
    [one] réplica
   *[other] réplicas
}
turn-deleting = { $kind } `{ $name }` está sendo excluído
turn-gone = { $kind } `{ $name }` não existe mais

pages-empty = Nenhum pod está rodando ainda. Assim que um rodar, a página dele pode ser aberta aqui.
pages-lead = Abre a página de um pod através do servidor, como faria `kubectl port-forward`. O número é a porta.
pages-frame = Página de um pod
pages-port = porta
pages-ten-do = Dez requisições
pages-ten = Quem respondeu
pages-ten-what = Dez requisições seguidas ao Service `{ $service }`, enviadas de dentro do cluster. Cada ponto é uma resposta, encontrada no log do pod.
pages-ten-unknown = Um pod cujo log não diz isso
pages-ten-nobody = Ninguém
pages-expired = Este endereço não vale mais. Abra a página de novo pela lista.
pages-none = Sem página
pages-refused-no-such = Sua sandbox não tem esse pod, Service ou porta.
pages-refused-external-name = Este Service leva para fora do cluster. Aqui só se abrem páginas dos seus próprios pods.
pages-refused-external-ips = Um Service com externalIPs não é aberto aqui: os endereços podem ser de outra pessoa.
pages-refused-no-selector = Este Service não tem selector, então não dá para saber de quem são os endpoints.
pages-refused-no-endpoint = Nenhum pod pronto está por trás deste Service.
pages-refused-no-address = Este Service é headless: não tem um endereço próprio para receber requisições.
pages-refused-busy = Páginas demais estão sendo buscadas ao mesmo tempo. Tente de novo em um instante.
pages-refused-not-running = O pod não está rodando.
pages-refused-not-this-way = Aqui as páginas só podem ser lidas.
pages-refused-bad-path = Este caminho não pode ser pedido aqui.
pages-refused-redirect = O pod manda você para outro endereço. Aqui os redirecionamentos não são seguidos.
pages-refused-too-large = A página tem mais de 1 MiB.
pages-refused-no-answer = Nada respondeu nesta porta em cinco segundos.

sandbox-home = Os arquivos da sua pasta pessoal no ambiente são guardados até 4 MiB no total quando o ambiente é recriado. Se ocuparem mais, duram só enquanto o ambiente existir.
sandbox-live = Seu namespace está pronto e é só seu. O que você faz nele é verificado na hora.
sandbox-asleep = Seu ambiente está dormindo porque nada aconteceu por um tempo. Ele acorda com o próximo comando; seus objetos continuam lá.
sandbox-gone = Seu progresso está guardado. Uma sandbox nova começa vazia: para seguir, refaça aquilo em que o próximo passo se apoia.
sandbox-gone-title = Sua sandbox foi removida.
sandbox-remake = Criar uma nova
sandbox-namespace = Namespace
sandbox-image = Imagem

reset-title = Recomeçar este lab
reset-do = Remover tudo e recomeçar

done-title = Todos os passos estão concluídos.
done-text = Cada um foi visto no cluster, sem depender da sua palavra. As evidências ficam em cada passo.

board-title = Instrutor
board-learner = Aluno
board-passed = Feitos
board-now = Agora
board-legend = Legenda
login-lead = O servidor mostrou um token na primeira vez que iniciou. Para criar outro: `kindlab instructor token --new`
login-token = Token
login-go = Entrar
login-refused = Esse não é um token deste servidor.
login-leave = Sair

error-way-labs = Todos os labs
error-way-open = Abrir o lab
error-way-back = Voltar ao lab
error-way-again = Tentar de novo

error-not-found-title = Não há nada aqui
error-not-found = { $what ->
    [lab] Este servidor não tem um lab com esse nome.
    [command] O lab não tem um comando com esse nome.
    [prediction] O lab não tem previsão com esse nome.
    [question] O lab não tem uma pergunta com esse nome.
    [file] O lab não tem um arquivo com esse nome.
    [step] O lab não tem um passo com esse nome.
    [run] Você não tem uma execução com esse nome.
    [class] Não existe essa turma aqui.
    [learner] Não existe esse aluno nesta turma.
   *[other] Não existe página neste endereço.
}
error-not-found-next = O endereço pode ser antigo ou ter um erro de digitação.
error-wrong-method-title = Não é por aqui
error-wrong-method = Este endereço executa uma ação; não é uma página para abrir.
error-wrong-method-next = Use os botões do lab. Nada foi alterado.
error-bad-request-title = Não deu para entender
error-bad-request = O servidor não conseguiu ler o que foi enviado.
error-bad-request-next = Nada foi alterado. Volte e tente mais uma vez.
error-not-upgraded-title = Só por WebSocket
error-not-upgraded = Só se chega ao terminal por WebSocket.
error-not-upgraded-next = Abra-o na página do lab. Os botões Executar não precisam de WebSocket.
error-cross-site-title = Recusado
error-cross-site = Esta requisição veio de outro site.
error-cross-site-next = Nada foi alterado. Abra o lab aqui e use os botões dele. Se houver um proxy, ele precisa repassar o cabeçalho Host sem mudanças.
error-unknown-learner-title = Quem é você?
error-unknown-learner = Ninguém tem esse código de retomada.
error-unknown-learner-next = Um código novo substitui o anterior. Sem código, você pode começar do zero.
error-not-open-title = Ainda não está aberto
error-not-open = Você não abriu este lab neste navegador.
error-not-open-next = Abra o lab primeiro; se começou em outro lugar, continue com o seu código de retomada.
error-busy-title = Um de cada vez
error-busy = Outro comando ainda está rodando na sua sandbox.
error-busy-next = Espere ele terminar ou pare-o. Nada foi iniciado.
error-run-id-taken-title = Já usado
error-run-id-taken = O id desta execução pertence a outro comando.
error-run-id-taken-next = Recarregue o lab e execute o comando de novo. Nada foi iniciado.
error-too-large-title = Grande demais
error-too-large = O que você enviou passa de { $kib } KiB.
error-too-large-next = Nada foi salvo. Encurte e tente de novo.
error-full-title = Todos os lugares estão ocupados
error-full = Este servidor mantém { $n ->
    [one] { $n } sandbox
   *[other] { $n } sandboxes
} por vez, e não há nenhuma livre.
error-full-next = Um lugar se abre quando alguém fica um tempo sem usar. O que você já fez está guardado.
error-cluster-title = O cluster não está respondendo
error-cluster = O servidor não consegue falar com o cluster Kubernetes agora.
error-cluster-next = Seu progresso está guardado. Tente de novo daqui a pouco; se continuar assim, avise quem cuida deste servidor: `kindlab doctor` diz o que falta.
error-internal-title = Algo quebrou por aqui
error-internal = O servidor não conseguiu concluir isto. Não foi nada que você fez.
error-internal-next = Seu progresso está guardado. Tente de novo; se acontecer outra vez, avise quem cuida deste servidor: o log do servidor diz mais.

lab-problems = O que o linter diz destes labs (só aparece com --watch)

## What a pass rests on

evidence-passed = passou em
evidence-of-pods = Pods
evidence-of-before = Antes
evidence-of-claims = PVCs
evidence-of-endpoints = Endpoints
evidence-of-dns = DNS
evidence-of-pages = Páginas
evidence-of-gone = Removidos
evidence-of-nodes = Nodes
evidence-of-answers = Respostas
evidence-of-same-pods = Pods que permaneceram
evidence-of-behind = Atrás do Service
evidence-of-services = Services
evidence-of-deployment-pods = Pods do Deployment
fact-observed-at = observado em
fact-read-by = lido por
fact-order-from = ordem conhecida por
fact-asked-from = consultado a partir de
fact-uid = UID
fact-set-uid = UID do StatefulSet
fact-was-set-uid = UID do StatefulSet que não existe mais
fact-service-uid = UID do Service
fact-deployment-uid = UID do Deployment
fact-claim-uid = UID do PVC
fact-volume-uid = UID do volume
fact-resource-version = resourceVersion
fact-service-resource-version = resourceVersion do Service
fact-generation = generation
fact-revision = revisão
fact-from-revision = revisão anterior
fact-created = criado em
fact-ctime = última alteração do arquivo (ctime)
fact-sha256 = SHA-256 da página
fact-start = a página começa com
fact-said = sua resposta
fact-at = em
fact-volume = volume
fact-claim = PVC
fact-node = node
fact-path = caminho no node
fact-ip = endereço IP
fact-endpoints = endpoints
fact-order = ordem
fact-dry-run = dry run
fact-status = status HTTP
fact-served = servida por HTTP
fact-by-pod = lido pelos programas do próprio pod
fact-cluster-ip = IP de cluster
fact-node-port = porta nos nodes
fact-assigned = endereço externo
fact-cname = CNAME no DNS
fact-target = destino
fact-deployment-generation = generation do Deployment
fact-replicas = réplicas
fact-file = arquivo
fact-kind = kind
fact-name = nome
fact-ranges = faixas de endereços
fact-requests = requisições contadas
fact-from = requisições vindas de
fact-type = tipo
fact-selector = selector
fact-before = antes
fact-now = agora
fact-gone = removido
fact-new = novo
fact-nodes = nodes
fact-strength = baseia-se em
fact-claims-created = criação dos PVCs
fact-pod-management = podManagementPolicy
read-by-volume = o leitor do próprio servidor, direto do volume no seu node
read-by-pods = os programas do próprio pod, porque o volume não pode ser lido em um node: é uma prova mais fraca, já que quem controla o pod poderia trocá-los
read-by-node-program = o programa do próprio servidor em um node, dentro do cluster
read-by-logs = os logs dos próprios pods
order-from-watch = o que o servidor acompanhou acontecer
order-from-times = os horários de criação no cluster
order-from-policy = podManagementPolicy, que não pode ser alterada
