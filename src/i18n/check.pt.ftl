# O que uma verificação diz do cluster: o que há, o que se esperava e onde olhar em seguida.
# $expected e $found aparecem como o cluster os escreve; <none> quer dizer vazio.

## A própria verificação

cluster-unreachable = O servidor não consegue falar com o cluster agora; este passo volta a ser verificado assim que ele responder.
cluster-not-listed = O servidor ainda está lendo o que há no cluster; este passo será verificado em instantes.
not-judged-here = Este cluster não tem o { $kind } { $name }, por isso não dá para fazer este passo aqui: ele não é verificado nem conta.
no-check = Este lab não diz como verificar este passo; avise quem cuida deste servidor.

## Pods e nodes

node-down = O node { $node } não está pronto, então nada se pode dizer do pod { $pod }; `kubectl get nodes` mostra quando ele volta.
image-pull = O pod { $pod } não consegue obter a imagem { $image } ({ $reason }); se o nome estiver certo, a causa está no cluster: `kubectl describe pod { $pod }`.
pod-crashes = Um contêiner do pod { $pod } termina em vez de ficar rodando ({ $reason }); `kubectl logs { $pod }` e `kubectl describe pod { $pod }` dizem por quê.
pod-evicted = O node parou o pod { $pod } e não o inicia de novo ({ $reason }). O que um pod escreve fora dos PVCs dele tem um limite; veja `kubectl describe pod { $pod }`. O Kubernetes diz: { $detail }
pod-unschedulable = Por enquanto, nenhum node aceita o pod { $pod }; veja `kubectl describe pod { $pod }`. O scheduler diz: { $detail }
pods-refused = O { $kind } { $name } não consegue criar o próximo pod; veja Events em `kubectl describe { $kind } { $name }`. O Kubernetes diz: { $detail }
pods-over-quota = O { $kind } { $name } não consegue criar o próximo pod, porque o namespace tem uma cota; veja `kubectl describe quota` e peça menos. O Kubernetes diz: { $detail }
pod-missing = O pod { $pod } ainda não existe; `kubectl get pods` mostra quais existem.
pod-not-ready = O pod { $pod } ainda não está pronto; `kubectl describe pod { $pod }` mostra o que ele espera.
pod-not-of-set = Existe um pod { $pod }, mas o StatefulSet { $set } não o controla; exclua-o com `kubectl delete pod { $pod }`, e o StatefulSet cria o dele.
pod-adopted = O pod { $pod } foi criado por outra pessoa ou ferramenta, e o StatefulSet { $set } só o assumiu; exclua-o com `kubectl delete pod { $pod }`, e o StatefulSet cria o dele.

## Services

service-missing = Ainda não há um Service { $service } no seu namespace.
service-type = O Service { $service } é do tipo { $found }, e o tipo esperado era { $expected }; veja `kubectl get service { $service } -o yaml`.
service-not-headless = O Service { $service } tem o endereço { $found }, e um headless Service diz clusterIP: { $expected }; esse campo não muda, então exclua o Service e crie-o de novo.
service-selector = O Service { $service } seleciona { $found }, e o esperado era { $expected }; veja `kubectl describe service { $service }`.
service-port = O Service { $service } tem a porta { $found }, e a esperada era { $expected }; veja `kubectl get service { $service }`.
headless-service-ok = O Service { $service } não tem IP próprio e seleciona os pods certos.
service-port-name = A porta do Service { $service } se chama “{ $found }”, e o nome esperado era “{ $expected }”; veja `kubectl describe service { $service }`.
service-present = O Service { $service } já existe, e este passo vem antes dele; `kubectl delete service { $service }` o exclui.
service-absent-ok = Não há um Service { $service }, como este passo pede.
service-type-missing = Ainda não há um Service do tipo { $kind } que selecione { $selector }; `kubectl get services -o wide` mostra os tipos e selectors que existem.
service-no-address = O Service { $service } não tem um IP de cluster que possa receber requisições; veja TYPE e CLUSTER-IP em `kubectl get service { $service }`.
service-no-node-port = O Service { $service } não tem nodePort nesta porta; veja spec.ports em `kubectl get service { $service } -o yaml`.

## Os valores de um StatefulSet

set-missing = Ainda não há um StatefulSet { $set } no seu namespace.
set-missing-deployment = Há um Deployment { $set }, mas este passo pede um StatefulSet com esse nome.
set-deleting = O StatefulSet { $set } está sendo excluído; `kubectl get statefulset { $set }` mostra quando ele já saiu.
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
set-storage-class = O molde de PVC do StatefulSet { $set } tem storageClassName { $found }, e o esperado era { $expected }; isso não muda, então exclua o StatefulSet e os PVCs dele e crie tudo de novo.
set-container = No StatefulSet { $set }, o contêiner com o volume se chama { $found }, e o nome esperado era { $expected }; mude o nome no manifesto e aplique-o de novo.
set-requests = No StatefulSet { $set }, o contêiner com o volume tem o request “{ $found }”, e o esperado era “{ $expected }”; veja resources em `kubectl get statefulset { $set } -o yaml`.
set-limits = No StatefulSet { $set }, o contêiner com o volume tem o limite “{ $found }”, e o esperado era “{ $expected }”; veja resources em `kubectl get statefulset { $set } -o yaml`.
set-mount-path = O volume do StatefulSet { $set } está montado em { $found }, e o esperado era { $expected }; veja volumeMounts em `kubectl get statefulset { $set } -o yaml`.
set-parallel = O StatefulSet { $set } tem podManagementPolicy { $found }, e o esperado era { $expected }; esse campo não muda, então exclua o StatefulSet e crie-o de novo.
set-deletes-claims = O StatefulSet { $set } exclui os próprios PVCs; veja persistentVolumeClaimRetentionPolicy em `kubectl get statefulset { $set } -o yaml`.

## A ordem da subida

ordered-waiting = O StatefulSet { $set } sobe um pod de cada vez, e agora falta { $pod }; `kubectl describe pod { $pod }` diz o que ele espera.
ordered-broken = O pod { $pod } do StatefulSet { $set } apareceu antes de { $before } ficar pronto; compare os horários com `kubectl get pods`.
ordered-not-seen = Ninguém observou a subida dos pods de { $set }, e a idade dos PVCs não revela a ordem; exclua o StatefulSet e os PVCs dele e crie tudo de novo.
ordered-ok = Os pods do StatefulSet { $set } subiram um de cada vez, cada um depois que o anterior ficou pronto.

## PVCs e volumes

claims-none = Ainda não há um PVC { $claim }; o StatefulSet o cria junto com o pod.
claim-missing = O PVC { $claim } ainda não existe; `kubectl get pvc` mostra quais existem.
claim-pending = O PVC { $claim } ainda não está em Bound; `kubectl describe pvc { $claim }` mostra o que ele espera.
claim-waits-consumer = O PVC { $claim } espera por um pod que o use: a StorageClass { $class } só cria o volume nesse momento, então Pending é normal aqui; `kubectl get pods` mostra se o pod existe.
claim-deleting = O PVC { $claim } está sendo excluído, e os dados vão junto; `kubectl describe pvc { $claim }` mostra o pod que ainda o usa.
claim-lost = O PVC { $claim } perdeu o volume { $volume }; veja `kubectl describe pvc { $claim }`.
claim-not-used = O pod { $pod } não usa o PVC { $claim }; veja Volumes em `kubectl describe pod { $pod }`.
claim-class = O PVC { $claim } tem a StorageClass “{ $found }”, e a esperada era a padrão do cluster, “{ $expected }”; isso não muda, então exclua o StatefulSet e os PVCs dele e crie tudo de novo sem storageClassName.
claim-not-of-template = O PVC { $claim } pede { $found }, e o molde do StatefulSet { $set } pede { $expected }: ele já existia antes ou foi criado à mão. Exclua o PVC e depois o pod, e o StatefulSet cria o seu; veja `kubectl describe pvc { $claim }`.
claim-no-template = O StatefulSet { $set } não tem o molde de PVC { $claim }, então não cria nenhum PVC a partir dele; veja volumeClaimTemplates em `kubectl get statefulset { $set } -o yaml`.
claims-share = Dois PVCs do StatefulSet { $set } levam ao mesmo volume; compare-os com `kubectl get pvc`.
claims-ok = { $count ->
    [one] O PVC está em Bound com o volume dele.
   *[other] Os { $count } PVCs estão em Bound, cada um com um volume só dele.
}

## Páginas nos volumes

page-not-on-claim = No pod { $pod }, { $path } leva a { $found }, e o esperado era o PVC { $expected }; veja Mounts em `kubectl describe pod { $pod }`.
page-in-folder = No pod { $pod }, { $path } é uma pasta do volume (subPath { $found }); uma pasta pode ser trocada sem deixar rastro, e ninguém saberia o que sobreviveu: monte o próprio volume, sem subPath.
page-missing = No volume do pod { $pod } ainda não há { $file }.
page-empty = O arquivo { $file } no volume do pod { $pod } está vazio; `kubectl exec { $pod } -- ls -l` mostra o tamanho.
page-not-plain = No volume do pod { $pod }, { $file } não é um arquivo comum, e sim isto: { $found }.
page-text = A página do pod { $pod } diz “{ $found }”, e o esperado era “{ $expected }”; grave-a de novo e leia-a com `kubectl exec`.
page-unreadable = O servidor não consegue ler o volume do pod { $pod } agora; ele tenta de novo sozinho.
page-not-served = A página está no volume, mas o pod { $pod } não responde com ela em { $address } ({ $found }); veja `kubectl logs { $pod }`.
page-served-other = O pod { $pod } responde em { $address } com uma página diferente da que está no volume; compare as duas com `kubectl exec { $pod }` e `curl http://{ $address }`.
pages-same = Os pods { $other } e { $pod } têm a mesma página, “{ $found }”, e cada um deveria ter a sua.
pages-ok = Cada pod de { $set } tem a própria página no próprio volume.

## O que sobrevive

survival-pages-first = A comparação é com as páginas de { $set }: grave-as primeiro.
survival-not-deleted = Ainda não excluídos desde que as páginas foram gravadas: { $pods }. Veja a idade dos pods com `kubectl get pods`.
survival-one-left = De volta com a própria página: { $back }. Ainda não excluídos: { $pods }.
survival-settling = O StatefulSet { $set } foi escalado, recriado ou passou por um rollout depois que as páginas foram gravadas. Não exclua nada por enquanto: antes, todos os pods precisam estar prontos, com as páginas no lugar.
survival-was-scale = O StatefulSet { $set } foi escalado depois que as páginas foram gravadas; aqui se trata de excluir os pods: com todos prontos, faça isso com `kubectl delete pod`.
survival-was-rollout = Os pods de { $set } foram trocados por um rollout; aqui se trata de excluí-los: com todos prontos, faça isso com `kubectl delete pod`.
survival-was-recreated = O próprio StatefulSet { $set } foi recriado depois que as páginas foram gravadas; com todos os pods prontos e as páginas no lugar, exclua só os pods.
survival-other-claim = Um pod de { $set } voltou com um PVC novo, e o que havia no antigo se perdeu; grave as páginas de novo e depois exclua só os pods.
survival-page-lost = O pod { $pod } voltou sem { $file }; veja que volume ele monta com `kubectl describe pod { $pod }`.
survival-rewritten = A página de { $pod } é mais nova que o pod: agora “{ $found }”, antes da exclusão “{ $expected }”; exclua o pod mais uma vez e deixe a página como está.
survival-same-second = A página de { $pod } mudou no mesmo segundo em que o pod foi criado, então não dá para saber o que veio primeiro; exclua o pod mais uma vez e deixe a página como está.
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
    [one] { $count } pod ainda está sendo encerrado
   *[other] { $count } pods ainda estão sendo encerrados
}; acompanhe com `kubectl get pods --watch`.
zero-not-seen = O StatefulSet { $set } não tem pods, mas não foi visto em execução antes; escale-o para { $expected }, espere que tudo fique pronto e então escale para 0.
zero-other-claim = O PVC { $claim } não é o de antes, e sim um mais novo com o mesmo nome, e o que havia no antigo se perdeu; escale o StatefulSet { $set } para { $expected }, espere que tudo fique pronto e escale de novo para 0.
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
back-same-second = A página de { $pod } mudou no mesmo segundo em que o pod foi criado, então não dá para saber o que veio primeiro; leve o StatefulSet { $set } a 0 e de volta mais uma vez e deixe a página como está.
back-ok = O StatefulSet { $set } voltou, e { $count ->
    [one] o pod dele tem o PVC e a página de antes.
   *[other] os { $count } pods dele têm os PVCs e as páginas de antes.
}

## Comparado com um passo anterior

since-nothing = Este passo compara { $set } com um passo anterior deste lab, então aquele vem primeiro.
untouched-other-pod = O pod { $pod } não é o do passo anterior, e sim um mais novo com o mesmo nome, como mostra a idade em `kubectl get pods`; este passo precisa dos mesmos pods, então refaça o passo anterior e depois este.
untouched-other-pod-service = O pod { $pod } foi trocado no caminho, como mostra a idade em `kubectl get pods`; exclua o Service { $service }, espere todos os pods ficarem prontos e crie o Service de novo.
untouched-ok = Os pods do StatefulSet { $set } são os mesmos de antes; nenhum foi trocado.

## Excluídos e de volta

again-awaited = Ainda não excluídos desde o passo anterior: { $pods }. `kubectl delete pod` exclui um pod, e `kubectl get pods` mostra o sucessor.
again-one-left = Excluídos e de volta: { $back }. Ainda não excluídos: { $pods }.
again-others = No StatefulSet { $set }, foi trocado um pod que deveria ficar; com todos os pods prontos, exclua só { $pods }.
again-other-claim = O pod { $pod } usa um PVC { $claim } que não é o de antes, e sim um mais novo, e o que havia no antigo se perdeu; para comparar de novo, recomece este lab.
again-was-scale = O StatefulSet { $set } foi escalado desde o passo anterior; aqui se trata de excluir: com todos os pods prontos, exclua com `kubectl delete pod` os que o passo cita.
again-was-rollout = Os pods de { $set } foram trocados por um rollout desde o passo anterior; aqui se trata de excluir: com todos os pods prontos, exclua com `kubectl delete pod` os que o passo cita.
again-was-recreated = O próprio StatefulSet { $set } foi recriado desde o passo anterior; com todos os pods prontos, exclua só os pods que o passo cita.
again-ok = Excluídos e de volta como pods novos, com os mesmos nomes e os mesmos PVCs: { $pods }.

## Um StatefulSet excluído, com os pods ou sem eles

renewed-awaited = O StatefulSet { $set } ainda é o do passo anterior; exclua-o com `kubectl delete statefulset { $set }` e crie-o de novo.
renewed-set-gone = O StatefulSet { $set } foi excluído; crie-o de novo a partir do manifesto, e `kubectl get pvc` mostra os PVCs que esperam por ele.
renewed-same-pods = O novo StatefulSet { $set } ficou com o pod { $pod } do antigo; exclua os pods antigos com `kubectl delete pod`, e ele cria outros.
renewed-ok = O StatefulSet { $set } e os pods dele são novos, e cada pod tem o PVC e a página de antes.
orphan-awaited = O StatefulSet { $set } ainda existe; `kubectl delete statefulset { $set } --cascade=orphan` o exclui e deixa os pods.
orphan-new-set = Há de novo um StatefulSet { $set }, mais novo que o do passo anterior; quando todos os pods estiverem prontos, `kubectl delete statefulset { $set } --cascade=orphan` o exclui e os deixa.
orphan-pod-gone = O pod { $pod } foi embora junto com o StatefulSet { $set }; crie o StatefulSet de novo e, quando todos os pods estiverem prontos, exclua-o com `--cascade=orphan`.
orphan-owned = O pod { $pod } ainda tem dono; veja ownerReferences em `kubectl get pod { $pod } -o yaml`.
orphan-ok = O StatefulSet { $set } não existe mais, e { $count ->
    [one] o pod dele continua, o mesmo de antes e sem dono.
   *[other] os { $count } pods dele continuam, os mesmos de antes e sem dono.
}

## A limpeza

cleanup-left = { $kind ->
    [StatefulSet] O StatefulSet { $names } ainda existe; `kubectl delete statefulset { $names }` o exclui, e os pods com ele.
    [Service] O Service { $names } ainda existe; `kubectl delete service { $names }` o exclui.
    [Pod] Pods que ainda existem: { $names }; `kubectl get pods` mostra se já estão sendo encerrados.
    [PersistentVolumeClaim] PVCs que ainda existem: { $names }; o StatefulSet os deixa para trás, e `kubectl delete pvc` os exclui.
   *[PersistentVolume] Volumes que ainda existem: { $names }; `kubectl get pv` mostra o status e a RECLAIMPOLICY deles.
}
cleanup-ok = O StatefulSet { $set } não existe mais, e com ele se foram o Service, os pods, os PVCs e os volumes deles.

## Atualizar e voltar atrás

rollout-set-recreated = O StatefulSet { $set } não é o do passo anterior, e sim um mais novo, então não dá para comparar as revisões; para comparar de novo, recomece este lab.
rollout-awaited = O StatefulSet { $set } ainda tem a revisão do passo anterior, pois só uma mudança no template dos pods cria outra; veja `kubectl rollout history statefulset { $set }`.
rollout-waiting = O StatefulSet { $set } troca os pods do número mais alto para o mais baixo, e agora falta { $pod }; `kubectl describe pod { $pod }` diz o que ele espera.
rollout-broken = O pod { $pod } do StatefulSet { $set } foi trocado antes de { $before } ficar pronto com a revisão nova; atualize mais uma vez com `kubectl rollout restart statefulset { $set }`, sem excluir nenhum pod enquanto isso.
rollout-not-seen = Ninguém observou a atualização dos pods de { $set }, e a idade deles não revela a ordem; `kubectl rollout restart statefulset { $set }` os troca mais uma vez.
rollout-ok = Todos os pods do StatefulSet { $set } têm a revisão nova, trocados do número mais alto para o mais baixo, cada um com o próprio PVC.
rollback-awaited = O StatefulSet { $set } está na revisão da atualização; `kubectl rollout undo statefulset { $set }` volta à anterior, e `kubectl rollout history statefulset { $set }` mostra quais existem.
rollback-other = O StatefulSet { $set } está na revisão { $found }, e a esperada era { $expected }, a de antes da atualização; `kubectl get controllerrevisions` mostra quais existem.
rollback-ok = O StatefulSet { $set } e todos os pods dele voltaram à revisão de antes da atualização.

## Reduzir

scale-down-awaited = O StatefulSet { $set } tem { $found ->
    [one] { $found } pod
   *[other] { $found } pods
}; escale-o para { $to }.
scale-down-other = O StatefulSet { $set } pede { $found ->
    [0] 0 réplicas
    [one] { $found } réplica
   *[other] { $found } réplicas
}; este passo vai de { $from } a { $to }.
scale-down-not-seen = O StatefulSet { $set } não foi visto completo com { $from ->
    [one] { $from } pod
   *[other] { $from } pods
}; volte a { $from }, espere que tudo fique pronto e então escale para { $to }.
scale-down-waiting = O StatefulSet { $set } pede { $found ->
    [0] 0 réplicas
    [one] { $found } réplica
   *[other] { $found } réplicas
} e neste momento tem { $count ->
    [0] 0 pods
    [one] { $count } pod
   *[other] { $count } pods
}; acompanhe com `kubectl get pods --watch`.
scale-down-broken = O pod { $pod } do StatefulSet { $set } saiu enquanto { $before } ainda existia; aumente de novo, espere que todos os pods fiquem prontos e reduza sem excluir nenhum.
scale-down-claim-gone = O PVC { $claim } não existe mais ou é outro, e um StatefulSet { $set } que diminui mantém os PVCs; volte para { $from }, espere todos ficarem prontos e então escale para { $to } sem excluir nenhum PVC.
scale-down-ok = O StatefulSet { $set } foi de { $from } a { $found ->
    [0] 0 pods
    [one] { $found } pod
   *[other] { $found } pods
}, a começar pelo número mais alto.

## Nomes e identidade

dns-ok = { $count ->
    [one] O nome do Service { $service } responde com o IP do pod dele, e o nome do próprio pod também.
   *[other] O nome do Service { $service } responde com os IPs de todos os pods prontos, e o nome de cada um dos { $count } pods com o IP desse pod.
}
dns-other = O nome { $name } responde com { $found }, e o esperado era { $expected }; uma resposta antiga pode durar 30 segundos, então pergunte de novo depois disso com `dig +short { $name }`.
dns-unreachable = O servidor não conseguiu perguntar por { $name } ao DNS do cluster agora; ele tenta de novo sozinho.
dns-follows-awaited = O pod { $pod } ainda é o do passo anterior; `kubectl delete pod { $pod }` faz com que seja trocado, e depois dá para perguntar pelo nome de novo.
dns-follows-ok = O pod { $pod } é um novo, e o nome dele agora responde com o IP novo, { $found }.
identity-hostname = O pod { $pod } tem o hostname “{ $found }”, e o esperado era “{ $expected }”; veja spec.hostname em `kubectl get pod { $pod } -o yaml`.
identity-subdomain = O pod { $pod } tem o subdomain “{ $found }”, e o esperado era “{ $expected }”, que vem do serviceName do StatefulSet; veja spec.subdomain em `kubectl get pod { $pod } -o yaml`.
identity-ok = Cada pod do StatefulSet { $set } tem o próprio nome como hostname, o Service como subdomain e o StatefulSet como dono.

## Deployments

deployment-missing = Ainda não há um Deployment { $deployment } no seu namespace.
deployment-labels = O Deployment { $deployment } seleciona os pods por { $found }, e o esperado era { $expected }; o selector não muda, então exclua o Deployment e crie-o de novo.
deployment-replicas = Réplicas que o Deployment { $deployment } pede: { $found }; o esperado era { $expected }. `kubectl scale deployment { $deployment }` muda esse número.
deployment-waiting = O Deployment { $deployment } ainda não está completo; pods prontos: { $ready }, réplicas pedidas: { $replicas }. `kubectl get pods` mostra o que falta.
deployment-ok = O Deployment { $deployment } tem os valores pedidos, e { $replicas ->
    [one] o pod dele está pronto.
   *[other] os { $replicas } pods dele estão prontos.
}
replaced-awaited = Os pods do Deployment { $deployment } ainda são os do passo anterior; exclua um com `kubectl delete pod` e veja o que vem no lugar dele.
replaced-was-change = O próprio Deployment { $deployment } foi mudado ou recriado desde o passo anterior; aqui se trata de excluir um pod: com todos prontos, exclua um com `kubectl delete pod`.
replaced-ok = O pod { $gone } do Deployment { $deployment } não existe mais, e no lugar dele veio { $pod }, com outro nome.

## Que pods estão atrás de um Service

endpoints-none-selected = O Service { $service } seleciona { $selector }, e nenhum pod tem esses labels; compare com `kubectl get pods --show-labels`.
endpoints-none-ready = O Service { $service } seleciona { $selector }, e nenhum pod com esses labels está pronto ainda; `kubectl get pods --show-labels` mostra quais são.
endpoints-foreign = Atrás do Service { $service } está o endereço { $address }, que não é de nenhum pod que existe agora; compare `kubectl get endpoints { $service }` com `kubectl get pods -o wide`.
endpoints-not-mixed = Nenhum pod do Deployment { $deployment } está atrás do Service { $service }; compare `kubectl describe service { $service }` com `kubectl get pods --show-labels`.
endpoints-mixed-ok = Atrás do Service { $service } há pods de mais de um Deployment: o selector serve para todos eles.
endpoints-others = Atrás do Service { $service } há também pods que não são do Deployment { $deployment }: { $pods }. Compare o selector com `kubectl get pods --show-labels`.
endpoints-missing = Pods do Deployment { $deployment } que ainda não estão atrás do Service { $service }: { $pods }. Compare o selector com `kubectl get pods --show-labels`.
endpoints-ok = Atrás do Service { $service } estão todos os pods prontos do Deployment { $deployment }, e nenhum outro.
endpoints-other-service = O Service { $service } não é o do passo anterior, e sim um mais novo com o mesmo nome; para comparar de novo, recomece este lab.
endpoints-follow-awaited = Atrás do Service { $service } estão os mesmos endereços do passo anterior; mude a escala do Deployment { $deployment } e veja `kubectl get endpoints { $service }` de novo.
endpoints-follow-ok = O Service { $service } acompanhou o Deployment { $deployment } e agora tem { $count ->
    [one] { $count } endereço atrás dele.
   *[other] { $count } endereços atrás dele.
}
same-endpoints-differ = Atrás do Service { $service } estão outros pods que não os do primeiro; compare com `kubectl get endpoints`.
same-endpoints-ok = Estes Services levam aos mesmos pods, e cada um deles responde: { $names }.

## Requisições a um Service

http-unreachable = O servidor não conseguiu enviar uma requisição a { $address } agora; ele tenta de novo sozinho.
http-status = { $address } responde com o status { $found }, e o esperado era 200; `kubectl logs` dos pods que estão atrás dele mostra as requisições.
http-no-answer = { $address } não responde ({ $found }); `kubectl get services,endpoints` mostra as portas e os pods atrás delas.
http-target-port = O Service { $service } repassa as requisições à porta { $target } dos pods, e { $address } não responde ({ $found }); compare targetPort em `kubectl describe service { $service }` com a porta em que o contêiner escuta.
http-ok = O Service { $service } responde dentro do cluster.
spread-one-pod = Atrás do Service { $service } há só um pod, então não há entre quem dividir as requisições; aumente o Deployment e veja `kubectl get endpoints { $service }`.
spread-one-answered = Dos pods atrás do Service { $service }, menos de dois responderam a requisições até agora; veja `kubectl describe service { $service }`.
spread-unknown = O servidor não conseguiu enviar requisições ao Service { $service } agora; ele tenta de novo sozinho.
spread-ok = { $count ->
    [one] { $count } pod atrás do Service { $service } respondeu a requisições.
   *[other] { $count } pods atrás do Service { $service } responderam a requisições.
}
node-port-ok = O Service { $service } responde em todos os nodes, na porta { $port }.
load-balancer-pending = O Service { $service } responde dentro do cluster e na porta { $port } de todos os nodes; EXTERNAL-IP fica em <pending> até que algo como o MetalLB lhe dê um endereço.
load-balancer-ok = O Service { $service } responde dentro do cluster e na porta { $port } de todos os nodes, e tem o endereço externo { $address }.
load-balancer-no-address = O Service { $service } ainda não tem endereço externo: ninguém lhe deu um. `kubectl describe service { $service }` mostra, nos eventos, quem tentou.
log-unreadable = O servidor não consegue ler o log do pod { $pod } agora; ele tenta de novo sozinho.
log-too-few = Requisições GET de { $from } no log do pod { $pod }: { $found }; o esperado eram pelo menos { $expected }. Veja `kubectl logs { $pod }`.
log-ok = As requisições estão nos logs destes pods: { $pods }.

## Nomes para o que está fora

external-name-target = O Service { $service } aponta para { $found }, e o esperado era { $expected }; veja `kubectl get service { $service }`.
external-name-ok = O nome do Service { $service } leva a { $target }, por um CNAME.
external-name-other-service = O Service { $service } não é o do passo anterior, e sim um mais novo com o mesmo nome; para comparar de novo, recomece este lab.
external-name-awaited = O Service { $service } ainda aponta para o mesmo nome do passo anterior, e o esperado agora é { $target }; mude externalName com `kubectl edit service { $service }`.

## Arquivos de manifesto

manifest-unread = O servidor não consegue verificar o arquivo { $file } agora; se o seu ambiente estiver dormindo, o próximo comando o acorda.
manifest-absent = O arquivo { $file } ainda não existe ou está vazio.
manifest-no-yaml = Não dá para ler o arquivo { $file } como YAML. O motivo: { $reason }
manifest-kind = O arquivo { $file } tem o kind “{ $found }”, e o esperado era { $expected }; mude o kind e salve o arquivo.
manifest-name = No arquivo { $file }, metadata.name é “{ $found }”, e o esperado era { $expected }.
manifest-version = No arquivo { $file }, apiVersion é “{ $found }”, e o esperado era { $expected }.
manifest-service-name = O { $kind } em { $file } tem serviceName { $found }, e o esperado era { $expected }; sem ele os pods não ganham nomes no DNS, e o servidor da API não reclama.
manifest-refused = O servidor da API não aceita { $file }; `kubectl apply --dry-run=server -f { $file }` pergunta a ele sem criar nada. Ele diz: { $reason }
manifest-ok = O servidor da API aceita { $file } como { $kind }; nada foi criado ainda.
pool-kind-missing = No arquivo { $file } ainda não há { $kind }; o MetalLB precisa de uma faixa de endereços (IPAddressPool) e de quem a anuncie (L2Advertisement).
pool-namespace = No arquivo { $file }, o namespace de { $kind } é “{ $found }”, e o esperado era { $expected }: o MetalLB só olha ali.
pool-no-range = No arquivo { $file }, o IPAddressPool ainda não tem uma faixa; ela fica em spec.addresses.
pool-bad-range = No arquivo { $file }, “{ $found }” não é uma faixa de endereços IPv4; uma faixa se escreve PRIMEIRO-ÚLTIMO ou ENDEREÇO/PREFIXO.
pool-no-nodes = O servidor não sabe os endereços dos nodes agora, então não dá para comparar a faixa { $found } de { $file }; ele tenta de novo sozinho.
pool-elsewhere = No arquivo { $file }, a faixa { $found } está fora da rede dos nodes, { $expected }; `kubectl get nodes -o wide` mostra os endereços deles.
pool-holds-node = No arquivo { $file }, a faixa { $found } contém { $address }, o endereço do node { $node }; escolha uma faixa sem nodes, e `kubectl get nodes -o wide` mostra onde eles estão.
pool-ok = O arquivo { $file } dá ao MetalLB uma faixa dentro da rede dos nodes, sem nenhum node nela.

## Perguntas

answers-left = { $count ->
    [one] Certo até aqui; falta uma pergunta.
   *[other] Certo até aqui; faltam { $count } perguntas.
}
answers-right = Suas respostas batem com o cluster.
answer-not-right = O cluster diz outra coisa, e não “{ $said }”; olhe de novo o que o comando mostra.
answer-cannot-tell = O cluster não tem esse objeto agora, ou não responde, então não dá para comparar a sua resposta; tente daqui a pouco.
