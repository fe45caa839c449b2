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
