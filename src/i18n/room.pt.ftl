# O que se diz da sala: o cluster que isola (ou não) quem aprende, e como montar uma turma na rede.

shut-title = Este servidor não está abrindo labs.
shut-unfenced = O cluster aceita pods privilegiados de quem faz um lab, e um pod assim toma conta do node inteiro. Quem cuida do servidor vê com `kindlab doctor` o que fazer; se todos na turma são de confiança, `kindlab serve --trust-learners` abre os labs assim mesmo.
shut-unknown = Ainda não deu para testar se o cluster recusa pods privilegiados. O teste se repete a cada poucos segundos; se continuar assim, `kindlab doctor` diz o que falta.

error-unfenced-title = Este servidor não abre labs neste cluster
error-unfenced = O cluster aceita pods privilegiados de quem faz um lab, e um pod assim toma conta do node inteiro.
error-unfenced-next = Seu progresso está guardado. Avise quem cuida do servidor: `kindlab doctor` diz o que fazer, e `kindlab serve --trust-learners` abre os labs para uma turma de confiança.
error-fence-unknown-title = O cluster ainda está sendo testado
error-fence-unknown = Antes de abrir um lab, o servidor testa se o cluster recusa pods privilegiados, e isso ainda não deu resultado.
error-fence-unknown-next = Tente de novo daqui a pouco; se continuar assim, avise quem cuida deste servidor: `kindlab doctor` diz o que falta.

turn-overfull = { $kind } `{ $name }` guarda { $held } MiB, mais do que os { $limit } MiB pedidos: os pods que o usam foram parados para não encher o disco de todos. Apague arquivos assim que um pod voltar, ou exclua o PVC.
turn-countless = { $kind } `{ $name }` guarda arquivos demais para contar: os pods que o usam foram parados para não encher o disco de todos. Exclua o PVC.

room-title = Preparar a sala
room-link = Preparar a sala
room-program = Os comandos citados aqui são para quem administra o servidor, na pasta do código-fonte: depois de `make run`, `kindlab` é `target/release/kindlab` nessa pasta.
room-address = Onde a turma encontra este servidor
room-address-lead = Projete um destes endereços; nos outros computadores da mesma rede ele se abre no navegador.
room-address-alone = Por enquanto só este computador alcança o servidor. Para a rede inteira, inicie com `kindlab serve --listen 0.0.0.0:8080`.
room-firewall = O firewall deste computador precisa deixar entrar a porta TCP { $port }: por exemplo `ufw allow { $port }/tcp`, ou `firewall-cmd --add-port={ $port }/tcp`.
room-guests = Redes de convidados costumam isolar os computadores uns dos outros: se ninguém alcança o endereço, use outra rede ou um roteador próprio.
room-tls-on = A conexão é cifrada (HTTPS).
room-tls-off = A conexão não é cifrada (HTTP); tudo funciona assim. Para HTTPS, use `--tls-cert` e `--tls-key`, ou um proxy com `--behind-proxy` (veja o README).
room-fit = A turma cabe?
room-fit-lead = Compara o que o cluster ainda tem livre com o que cada pessoa usa: uma workbench e até quatro pods.
room-learners = Quantas pessoas ainda vão chegar
room-count = Calcular
room-what = O quê
room-has = Há
room-needs = É preciso
room-verdict = Resultado
room-short = não basta
room-enough = basta
room-need-sandboxes = Lugares neste servidor
room-need-pods = Pods livres nos nodes
room-need-cpu = CPU livre nos nodes (milésimos)
room-need-memory = Memória livre nos nodes (MiB)
room-need-machine = Memória livre neste computador (MiB)
room-short-next = Para ter mais lugares: `kindlab serve --max-sandboxes N`. Para mais CPU e memória: feche outros programas ou use um computador maior. Cada node aceita até 250 pods.
room-uncounted = O cluster não respondeu, então não dá para calcular. `kindlab doctor` diz o que falta.
room-warm = Sandboxes prontas antes da aula
room-warm-lead = Prontas de antemão, as sandboxes se abrem na hora mesmo que a turma inteira chegue no mesmo minuto. Quem abre o lab recebe uma delas.
room-warm-state = { $ready } de { $all } prontas
room-warm-lab = Lab
room-warm-count = Quantas
room-warm-go = Preparar
room-apart = O que isola cada pessoa
room-fence-untried = Se o cluster recusa pods privilegiados ainda está sendo testado.
room-fence-holds = O cluster recusa os pods que tomariam conta de um node (testado).
room-fence-open = O cluster aceita pods que tomam conta de um node. Os labs só se abrem com `--trust-learners`; `kindlab doctor` diz como mudar isso.
room-fence-unknown = Não deu para testar se o cluster recusa pods privilegiados; `kindlab doctor` diz o que falta.
room-network-untried = A rede entre as sandboxes ainda não foi testada.
room-network-trying = A rede entre as sandboxes está sendo testada com dois pods; recarregue daqui a alguns segundos.
room-network-yes = Os pods de uma pessoa não alcançam os de outra pela rede (testado com dois).
room-network-no = Os pods de uma pessoa alcançam os de outra pela rede. Para uma turma em que todos confiam uns nos outros não faz mal; `kindlab doctor` diz como mudar isso.
room-network-unknown = Não deu para testar a rede entre as sandboxes; o log diz por quê.
room-network-again = Testar a rede de novo
room-trouble = Quando algo dá errado
room-trouble-reach = Ninguém abre a página: confira o endereço, o firewall e se todos estão na mesma rede. `curl` de outro computador mostra se o servidor responde.
room-trouble-cluster = “O cluster não está respondendo”: rode `kindlab cluster up`, que o traz de volta; nada do que já foi concluído se perde.
room-trouble-full = “Todos os lugares estão ocupados”: reinicie o servidor com um `--max-sandboxes` maior; ninguém perde nada com o reinício.
room-trouble-slow = Tudo ficou lento: veja acima se falta memória ou CPU, e encerre o que mais roda neste computador.
room-trouble-lost = Alguém perdeu a aba ou o computador: com o código de retomada continua em outro navegador, onde parou.
room-trouble-power = Faltou luz, ou o servidor caiu: inicie de novo `kindlab cluster up` e `kindlab serve`; as páginas voltam sozinhas. Uma cópia de segurança se faz com `kindlab backup ARQUIVO`.
