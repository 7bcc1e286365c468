/** What to do next where money is concerned: `do` is the step, `how` a smaller line about it. */
export const moneySteps = {
  'check-plate': { do: 'Verifique a matrícula e escreva-a de novo', how: 'Maiúsculas e traços não importam.' },
  'check-proof': {
    do: 'Escreva de novo os últimos quatro caracteres',
    how: 'Do BIR do proprietário, sem parênteses, ou do número do quadro.',
  },
  'use-eid': {
    do: 'Ou aproxime a identidade electrónica do proprietário',
    how: 'Mostra os veículos; não é preciso escrever nada.',
  },
  'with-eid': {
    do: 'Aproxime do leitor a identidade electrónica do proprietário',
    how: 'Mostra os veículos; não é preciso escrever nada.',
  },
  'to-dsat': { do: 'Vá ao balcão da DSAT', how: 'Estrada de D. Maria II, n.º 33, r/c.' },
  'to-issuer': { do: 'Leve-a ao serviço que a emitiu', how: 'O nome está no cimo do aviso ou da guia.' },
  'check-number': {
    do: 'Verifique o número e escreva-o de novo',
    how: 'Está impresso no aviso ou na guia, junto ao código.',
  },
  'dsat-counter': { do: 'Ou vá ao balcão da DSAT', how: 'Estrada de D. Maria II, n.º 33, r/c.' },
  'other-tender': { do: 'Escolha outro meio de pagamento', how: 'O que quer pagar continua escolhido.' },
  'new-wallet-code': {
    do: 'Mostre o código mais recente da carteira',
    how: 'Abra de novo o código de pagamento. Uma captura não serve.',
  },
  'wallet-own-limit': {
    do: 'Ou carregue-a ou aumente o limite',
    how: 'Na aplicação da carteira; depois tente de novo.',
  },
  'look-again': { do: 'Veja o valor de novo', how: 'Depois pague, se estiver de acordo.' },
  'come-back': {
    do: 'Volte dentro de alguns minutos',
    how: 'A mesma matrícula, guia ou identidade encontra-o, em qualquer quiosque ou balcão.',
  },
  'ten-at-most': { do: 'Escolha dez veículos no máximo', how: 'Pague os outros num segundo pagamento.' },
  'no-need-to-pay': {
    do: 'Não precisa de pagar outra vez',
    how: 'Pagou nesta máquina? Procure de novo e o recibo pode ser mostrado.',
  },
  'finish-first': { do: 'Acabe esse pagamento, ou cancele-o', how: 'Depois comece o seguinte.' },
  'receipt-by-phone': { do: 'Guarde o recibo no telemóvel', how: 'Leia o código do ecrã; vale tanto como o papel.' },
  'check-phone-number': { do: 'Escreva de novo os oito algarismos', how: 'Um telemóvel de Macau começa por 6.' },
  'money-goes-back': {
    do: 'Não precisa de fazer nada',
    how: 'O que tiver sido cobrado é devolvido automaticamente à origem.',
  },
  'clerk-check-entry': {
    do: 'Confirme matrícula, classe e prova com quem paga',
    how: 'Ou leia a identidade do proprietário.',
  },
  'clerk-check-number': { do: 'Confirme o número no papel', how: 'Ou leia o seu código.' },
  'clerk-dsat': { do: 'Encaminhe o proprietário para a DSAT', how: 'Estrada de D. Maria II, n.º 33, r/c.' },
  'clerk-other-tender': { do: 'Proponha outro meio de pagamento', how: 'O cesto continua lá.' },
  'clerk-new-code': { do: 'Peça o código mais recente da carteira', how: 'Depois leia-o.' },
  'clerk-requote': { do: 'Peça os valores de novo', how: 'Diga a quem paga se mudaram.' },
  'clerk-already': { do: 'Diga a quem paga que está resolvido', how: 'Nada mais é devido.' },
  'clerk-wait': {
    do: 'Espere pelo pagamento em curso',
    how: 'O estado está à direita. Entregue o talão pendente se quem paga tiver de sair.',
  },
  'clerk-count': { do: 'Conte de novo o numerário', how: 'Escreva o valor entregue.' },
  'clerk-split': { do: 'Receba dez veículos no máximo', how: 'Ponha os outros num segundo pagamento.' },
  'clerk-printer': { do: 'Verifique papel, tampa e cabo', how: 'Ou dê o recibo em código QR.' },
  'clerk-supervisor': { do: 'Pergunte ao seu supervisor', how: 'Indique o número do pagamento.' },
  'clerk-phone-number': { do: 'Peça o número de novo', how: 'Oito algarismos que começam por 6.' },
  'clerk-give-receipt': { do: 'Dê o recibo em papel ou como código QR', how: 'Vale tanto como a mensagem.' },
}
