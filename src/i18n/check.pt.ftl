# O que uma verificação diz do cluster: o que há, o que se esperava e onde olhar em seguida.
# $expected e $found aparecem como o cluster os escreve; <none> quer dizer vazio.

## A própria verificação

cluster-unreachable = O servidor não consegue falar com o cluster agora; este passo volta a ser verificado assim que ele responder.
cluster-not-listed = O servidor ainda está lendo o que há no cluster; este passo será verificado em instantes.
no-check = Este lab não diz como verificar este passo; avise quem cuida deste servidor.

## Pods e nodes

node-down = O node { $node } não está pronto, então nada se pode dizer do pod { $pod }; `kubectl get nodes` mostra quando ele voltar.
image-pull = O pod { $pod } não consegue obter a imagem { $image } ({ $reason }); se o nome estiver certo, a causa está no cluster: `kubectl describe pod { $pod }`.
pod-crashes = Um contêiner do pod { $pod } termina em vez de ficar rodando ({ $reason }); `kubectl logs { $pod }` e `kubectl describe pod { $pod }` dizem por quê.
pod-unschedulable = Por enquanto, nenhum node aceita o pod { $pod }; veja `kubectl describe pod { $pod }`. O scheduler diz: { $detail }
pod-missing = O pod { $pod } ainda não existe; `kubectl get pods` mostra quais existem.
pod-not-ready = O pod { $pod } ainda não está pronto; `kubectl describe pod { $pod }` mostra o que ele espera.

## Services

service-missing = Ainda não há um Service { $service } no seu namespace.
service-type = O Service { $service } é do tipo { $found }, e um headless Service é do tipo { $expected }; veja `kubectl get service { $service } -o yaml`.
service-not-headless = O Service { $service } tem o endereço { $found }, e um headless Service diz clusterIP: { $expected }; esse campo não muda, então exclua o Service e crie-o de novo.
service-selector = O Service { $service } seleciona { $found }, e o esperado era { $expected }; veja `kubectl describe service { $service }`.
service-port = O Service { $service } tem a porta { $found }, e a esperada era { $expected }; veja `kubectl get service { $service }`.
headless-service-ok = O Service { $service } não tem IP próprio e seleciona os pods certos.

## Os valores de um StatefulSet

set-missing = Ainda não há um StatefulSet { $set } no seu namespace.
set-missing-deployment = Há um Deployment { $set }, mas este passo pede um StatefulSet com esse nome.
set-deleting = O StatefulSet { $set } está sendo excluído; `kubectl get statefulset { $set }` mostra quando ele sair.
set-waiting = { $replicas ->
    [one] O pod do StatefulSet { $set } ainda não está pronto
   *[other] Pods do StatefulSet { $set } prontos até agora: { $ready } de { $replicas }
}; `kubectl get pods` mostra qual falta.
set-ok = O StatefulSet { $set } tem os valores pedidos, e { $replicas ->
    [one] o pod dele está pronto.
   *[other] os { $replicas } pods dele estão prontos.
}
set-service-name = O StatefulSet { $set } tem serviceName { $found }, e o esperado era { $expected }; esse campo não muda, então exclua o StatefulSet e crie-o de novo.
set-first-ordinal = Os números dos pods do StatefulSet { $set } começam em { $found }, e o esperado era { $expected }; veja spec.ordinals em `kubectl get statefulset { $set } -o yaml`.
set-replicas = Réplicas que o StatefulSet { $set } pede: { $found }; o esperado era { $expected }. `kubectl scale statefulset { $set }` muda esse número.
set-volume-not-claim = O StatefulSet { $set } monta { $found } no lugar do volume que vem do molde { $expected }; o que se grava ali não sobrevive ao pod ou não é só dele.
set-no-claim-template = O StatefulSet { $set } tem o molde de PVC { $found }, e o esperado era { $expected }; volumeClaimTemplates não muda, então exclua o StatefulSet e crie-o de novo.
set-access-mode = O molde de PVC do StatefulSet { $set } tem o modo de acesso { $found }, e o esperado era { $expected }; isso não muda, então exclua o StatefulSet e os PVCs dele e crie tudo de novo.
set-storage = O molde de PVC do StatefulSet { $set } pede { $found }, e o esperado era { $expected }; isso não muda, então exclua o StatefulSet e os PVCs dele e crie tudo de novo.
set-mount-path = O volume do StatefulSet { $set } está montado em { $found }, e o esperado era { $expected }; veja volumeMounts em `kubectl get statefulset { $set } -o yaml`.
set-parallel = O StatefulSet { $set } tem podManagementPolicy { $found }, e o esperado era { $expected }; esse campo não muda, então exclua o StatefulSet e crie-o de novo.
set-deletes-claims = O StatefulSet { $set } exclui os próprios PVCs; veja persistentVolumeClaimRetentionPolicy em `kubectl get statefulset { $set } -o yaml`.

## A ordem da subida

ordered-waiting = O StatefulSet { $set } sobe um pod de cada vez, e agora falta { $pod }; `kubectl describe pod { $pod }` diz o que ele espera.
ordered-broken = O pod { $pod } do StatefulSet { $set } apareceu antes de { $before } ficar pronto; compare as horas com `kubectl get pods`.
ordered-not-seen = Ninguém observou a subida dos pods de { $set }, e a idade dos PVCs não revela a ordem; exclua o StatefulSet e os PVCs dele e crie tudo de novo.
ordered-ok = Os pods do StatefulSet { $set } subiram um de cada vez, cada um depois que o anterior ficou pronto.

## PVCs e volumes

claims-none = Ainda não há um PVC { $claim }; o StatefulSet o cria junto com o pod.
claim-missing = O PVC { $claim } ainda não existe; `kubectl get pvc` mostra quais existem.
claim-pending = O PVC { $claim } ainda não está em Bound; `kubectl describe pvc { $claim }` mostra o que ele espera.
claim-deleting = O PVC { $claim } está sendo excluído, e os dados vão junto; `kubectl describe pvc { $claim }` mostra o pod que ainda o usa.
claim-lost = O PVC { $claim } perdeu o volume { $volume }; veja `kubectl describe pvc { $claim }`.
claim-not-used = O pod { $pod } não usa o PVC { $claim }; veja Volumes em `kubectl describe pod { $pod }`.
claims-share = Dois PVCs do StatefulSet { $set } levam ao mesmo volume; compare-os com `kubectl get pvc`.
claims-ok = { $count ->
    [one] O PVC está em Bound com o volume dele.
   *[other] Os { $count } PVCs estão em Bound, cada um com um volume só dele.
}

## Páginas nos volumes

page-not-on-claim = No pod { $pod }, { $path } leva a { $found }, e o esperado era o PVC { $expected }; veja Mounts em `kubectl describe pod { $pod }`.
page-missing = No volume do pod { $pod } ainda não há { $file }.
page-empty = O arquivo { $file } no volume do pod { $pod } está vazio; `kubectl exec { $pod } -- ls -l` mostra o tamanho.
page-not-plain = No volume do pod { $pod }, { $file } não é um arquivo comum, e sim isto: { $found }.
page-unreadable = O servidor não consegue ler o volume do pod { $pod } agora; ele tenta de novo sozinho.
pages-same = Os pods { $other } e { $pod } têm a mesma página, “{ $found }”, e cada um deveria ter a sua.
pages-ok = Cada pod de { $set } tem a própria página no próprio volume.

## O que sobrevive

survival-pages-first = A comparação é com as páginas de { $set }: grave-as primeiro.
survival-not-deleted = Sem exclusão desde que as páginas foram gravadas: { $pods }. Veja a idade dos pods com `kubectl get pods`.
survival-one-left = De volta com a própria página: { $back }. Ainda sem exclusão: { $pods }.
survival-was-scale = O StatefulSet { $set } foi escalado depois que as páginas foram gravadas; aqui se trata de excluir: com todos os pods prontos, remova-os com `kubectl delete pod`.
survival-was-rollout = Os pods de { $set } foram trocados por um rollout; aqui se trata de excluir: com todos os pods prontos, remova-os com `kubectl delete pod`.
survival-was-recreated = O próprio StatefulSet { $set } foi recriado depois que as páginas foram gravadas; com todos os pods prontos e as páginas no lugar, exclua só os pods.
survival-other-claim = Um pod de { $set } voltou com um PVC novo, e o que havia no antigo se perdeu; grave as páginas de novo e depois exclua só os pods.
survival-page-lost = O pod { $pod } voltou sem { $file }; veja que volume ele monta com `kubectl describe pod { $pod }`.
survival-rewritten = A página de { $pod } é mais nova que o pod: agora “{ $found }”, antes da exclusão “{ $expected }”; exclua o pod mais uma vez e deixe a página como está.
survival-ok = Os pods de { $set } foram excluídos e voltaram, cada um com o próprio volume e a própria página.

## Escalar

scale-up-awaited = O StatefulSet { $set } tem { $found ->
    [one] { $found } pod
   *[other] { $found } pods
}; escale-o para { $to }.
scale-up-other = O StatefulSet { $set } pede { $found ->
    [0] 0 réplicas
    [one] { $found } réplica
   *[other] { $found } réplicas
}; este passo vai de { $from } a { $to }.
scale-up-not-seen = O StatefulSet { $set } pede { $found } réplicas, mas não foi visto completo com { $from }; volte a { $from }, espere que tudo fique pronto e então escale para { $to }.
scale-up-pods-changed = { $from ->
    [one] O primeiro pod de { $set } foi trocado no caminho
   *[other] Os { $from } primeiros pods de { $set } não são mais todos os mesmos no caminho
} até { $found }; volte a { $from }, espere que tudo fique pronto e escale para { $to } sem excluir nenhum.
scale-up-ok = O StatefulSet { $set } foi de { $from } a { $found } pods, e { $from ->
    [one] o primeiro continua o mesmo.
   *[other] os { $from } primeiros continuam os mesmos.
}
zero-awaited = O StatefulSet { $set } pede { $found ->
    [one] { $found } réplica
   *[other] { $found } réplicas
}; escale-o para 0.
zero-pods-left = O StatefulSet { $set } já pede 0 réplicas, e { $count ->
    [one] { $count } pod ainda está terminando
   *[other] { $count } pods ainda estão terminando
}; acompanhe com `kubectl get pods --watch`.
zero-ok = O StatefulSet { $set } não tem pods, e { $count ->
    [one] o PVC dele continua lá, em Bound.
   *[other] os { $count } PVCs dele continuam lá, em Bound.
}
back-zero-first = Este passo começa quando o StatefulSet { $set } for visto sem pods; escale-o primeiro para 0.
back-awaited = O StatefulSet { $set } pede { $found ->
    [0] 0 réplicas
    [one] { $found } réplica
   *[other] { $found } réplicas
}; escale-o para { $expected }.
back-set-recreated = O StatefulSet { $set } não é o que foi a 0, e sim um mais novo com o mesmo nome; leve-o a 0 e de volta.
back-other-claim = O pod { $pod } usa um PVC { $claim } que não é o de antes: foi criado depois, e o que havia no antigo se perdeu.
back-rewritten = A página de { $pod } é mais nova que o pod: “{ $found }”; leve o StatefulSet a 0 e de volta mais uma vez e deixe a página como está.
back-ok = O StatefulSet { $set } voltou, e { $count ->
    [one] o pod dele tem o PVC e a página de antes.
   *[other] os { $count } pods dele têm os PVCs e as páginas de antes.
}

## Perguntas

answers-left = { $count ->
    [one] Certo até aqui; falta uma pergunta.
   *[other] Certo até aqui; faltam { $count } perguntas.
}
answers-right = Suas respostas batem com o cluster.
answer-not-right = O cluster diz outra coisa, e não “{ $said }”; olhe de novo o que o comando mostra.
answer-cannot-tell = O cluster não tem esse objeto agora, ou não responde, então não dá para comparar a sua resposta; tente daqui a pouco.
