/** Money at the counter: what the clerk is told and tells the payer. */
export const till = {
  again: 'Continuar',
  back: 'Voltar',
  close: 'Fechar',
  next: 'Próximo utente',
  pay: 'Escolher como se paga',
  look: 'Procurar',
  toBasket: 'Voltar ao cesto',
  earlier: 'Pagamento anterior',
  looking: { title: 'A procurar', what: 'Pode continuar a escrever; nada do que escreve se perde.' },
  proof: {
    title: 'Quatro caracteres de prova',
    what: 'Os últimos quatro do BIR do proprietário, sem parênteses, ou do número do quadro. Qualquer pessoa pode pagar por outra.',
    misread: {
      title: 'A prova são quatro letras ou algarismos',
      what: 'Escreva os últimos quatro do BIR, como 5678, ou do número do quadro. Ainda nada foi procurado.',
    },
  },
  class: { title: 'Qual é o veículo? Dois têm esta matrícula.' },
  payBy: 'paga-se até {date}',
  composition: 'De que se compõe o imposto em atraso',
  status: {
    in: 'No cesto',
    out: 'Fora',
    nothing: 'Nada a pagar',
    later: 'Ainda não se paga',
    late: 'Em atraso: paga-se aqui',
  },
  found: {
    title: 'O que há a pagar',
    season: 'Imposto de circulação {year}, até {date}',
    how: 'O número ao lado de cada linha põe-na ou tira-a; ↑ ↓ percorrem as linhas, a barra de espaços põe ou tira. F2 e uma matrícula ou número, ou qualquer leitura, junta mais.',
  },
  finesFirst: {
    title: 'Primeiro a multa, depois o imposto',
    what: 'A lei manda pagar primeiro a multa. Vão num só pagamento: {amount} são de multas.',
  },
  antiFraud: 'Só se paga dentro deste serviço. Nenhum serviço público pede pagamentos por telefone ou SMS.',
  doubts: 'Em caso de dúvida: {office} {number}',
  quoted:
    'Valores dados pelos serviços às {time}, válidos por cinco minutos; depois são pedidos de novo automaticamente.',
  changed: {
    title: 'O valor mudou',
    what: 'Era {before}; agora é {now}. Nada foi cobrado. Diga-o a quem paga antes de continuar.',
  },
  basket: {
    title: 'Cesto',
    none: 'O cesto está vazio',
    noneHow: 'Leia uma identidade, um aviso ou uma guia, ou prima F2 e escreva uma matrícula ou um número.',
    total: 'Total',
    vehicles: 'Total · {count} veículos',
    how: 'Como se paga',
  },
  tenders: {
    'wallet-scan': 'Ler a carteira de quem paga',
    'wallet-show': 'Mostrar um código à carteira',
    card: 'Cartão bancário',
    cash: 'Numerário',
  },
  ways: {
    'wallet-scan': 'Carteira, código lido',
    'wallet-show': 'Carteira, código mostrado',
    card: 'Cartão bancário',
    cash: 'Numerário',
  },
  tender: {
    title: 'Qual é o meio de pagamento?',
    what: 'Prima a tecla do meio de pagamento, ou leia já o código da carteira.',
    away: 'Nenhum meio de pagamento funciona agora',
  },
  code: {
    title: 'Leia o código de quem paga',
    what: 'Peça que abra na carteira o código de pagamento. É cobrado logo que é lido.',
  },
  cash: {
    title: 'Quanto foi entregue?',
    what: 'Em patacas, por exemplo 1600 ou 1600,50.',
    total: 'A pagar',
    given: 'Entregue',
    change: 'Troco',
    short: 'Ainda falta',
    take: 'Receber o numerário',
    said: {
      nothing: { title: 'Quanto foi entregue?', what: 'Escreva primeiro o montante e prima Enter.' },
      'no-amount': {
        title: 'Isso não é um montante',
        what: 'Só algarismos; depois da vírgula, um ou dois são avos e três são milhares: 1600, 1600.50, 1600,50 ou 1,600. Nada foi recebido.',
      },
      'too-much': {
        title: 'É mais do que se pode receber: no máximo {most}',
        what: 'Veja o que foi escrito. Nada foi recebido.',
      },
      short: { title: 'Não chega', what: 'Peça o que ainda falta e escreva tudo o que foi entregue.' },
      much: {
        title: 'Troco de {amount}: devolver tanto?',
        what: 'Prima Enter outra vez para receber o numerário, ou corrija o que foi escrito.',
      },
    },
  },
  paying: {
    preparing: { title: 'A preparar o pagamento', what: 'As guias estão a ser reservadas. Ainda nada foi cobrado.' },
    'wallet-scan': { title: 'À espera da carteira', what: 'Quem paga pode ter de confirmar no telemóvel.' },
    'wallet-show': {
      title: 'Peça que leiam este código',
      what: 'Vire o ecrã para quem paga. Abre a carteira e escolhe Ler.',
    },
    card: { title: 'No terminal', what: 'Quem paga encosta ou introduz o cartão e pode escrever o PIN.' },
    cash: { title: 'A registar o numerário', what: 'Um momento, por favor.' },
    passed: 'Há {time}',
    times: 'Há {time} · válido por mais {left}',
    slow: 'Está a demorar mais do que o costume',
    can: 'Continue à espera, ou cancele com Esc. Ninguém paga duas vezes.',
    cannot: 'Continue por favor à espera; já não se pode cancelar. Ninguém paga duas vezes.',
  },
  cancel: {
    go: 'Cancelar o pagamento',
    ask: 'Cancelar este pagamento?',
    what: 'Se acabou de ser pago, o dinheiro é devolvido automaticamente.',
    yes: 'Sim, cancelar',
    no: 'Não, continuar à espera',
  },
  paid: {
    title: 'Pago',
    number: 'Recibo',
    tender: 'Pago com',
    follows: {
      title: 'Pago. O recibo segue depois',
      what: 'Por agora não há outro sítio onde guardar o último selo do registo. Entregue o talão; lido aqui mais tarde, dá o recibo. Até lá não se recebe dinheiro.',
    },
    notAccepted: 'Uma parte não foi aceite',
    returned:
      '{amount} é devolvido automaticamente à origem; o talão impresso com o recibo diz isso. Informe quem paga.',
    kept: '{amount} do numerário é de quem pagou. Peça ao supervisor que o devolva e informe quem pagou.',
    forStaff: {
      title: 'Uma parte é para o supervisor',
      what: '{amount} não é devolvido automaticamente. O supervisor encontra-o em «Recebido hoje» (F9). O talão impresso com o recibo diz isso; peça a quem paga que o guarde.',
    },
  },
  ended: {
    unknown: {
      title: 'A resposta ainda não chegou',
      what: 'A estação continua a perguntar sozinha e devolve o dinheiro se nada chegar. Não receba outra vez. Imprima o talão: quem paga pode ir; a mesma matrícula ou o mesmo número encontra-o de novo em qualquer estação.',
    },
    reversing: {
      title: 'O dinheiro está a ser devolvido',
      what: 'O pagamento não se concretizou. O que tiver sido cobrado é devolvido automaticamente, até isso estar confirmado. Imprima o talão: quem paga pode ir.',
    },
    reversed: { title: 'O pagamento foi desfeito', what: 'O que tiver sido cobrado foi devolvido.' },
    staff: {
      title: 'Nada é devolvido automaticamente: para o supervisor',
      what: 'A estação não conseguiu resolver este pagamento e nada devolve automaticamente. O supervisor encontra-o em «Recebido hoje» (F9) e decide. Imprima o talão: quem paga guarda-o e pode ir. Antes de receber o mesmo outra vez, pergunte ao supervisor.',
    },
    cancelled: {
      title: 'O pagamento foi cancelado',
      what: 'Nada é cobrado. Se algo tiver sido cobrado, já foi devolvido.',
    },
    other: 'Pagar de outra maneira',
  },
  receipt: {
    print: 'Imprimir o recibo',
    again: 'Imprimir de novo, com a marca de 2.ª via',
    slip: 'Imprimir o talão',
    show: 'Mostrar',
    message: 'Mensagem para telemóvel',
    sheet: 'O recibo',
    slipSheet: 'O talão',
    code: 'O seu código',
    codeHow: 'Quem paga pode guardá-lo: basta ler com o telemóvel',
  },
  message: {
    title: 'Para que telemóvel?',
    what: 'Um número de Macau: oito algarismos que começam por 6. Não fica guardado.',
    send: 'Enviar',
  },
  openCash: {
    title: 'Este numerário foi recebido?',
    what: 'A estação parou enquanto se pagava, {time}. Veja a gaveta. Não se recebe mais dinheiro antes da sua resposta. Por responder: {count}.',
    taken: 'Sim, está na gaveta',
    takenHow: 'Fica pago; pode dar o recibo.',
    not: 'Não, ficou com quem pagava',
    notHow: 'Nada conta como pago; pode pagar-se de novo.',
  },
  takings: {
    title: 'Recebido hoje',
    tender: 'Meio de pagamento',
    payments: 'Pagamentos',
    amount: 'MOP',
    total: 'Total',
    how: 'Do diário desta estação.',
    open: 'Ainda por concluir: {count}',
    openHow: 'A estação continua sozinha.',
    late: 'À espera há demasiado tempo: {count}',
    lateHow:
      'A estação continua a tentar sozinha e pode receber novos pagamentos. Veja a linha e o terminal de cartões; se ambos funcionam, avise o técnico.',
    waits: {
      outcome: 'Pagamentos sem resposta: {count}, o mais antigo desde {since}',
      reversal: 'Pagamentos cujo dinheiro está a ser devolvido: {count}, o mais antigo desde {since}',
      acknowledgement: 'Pago, ainda sem confirmação do serviço: {count}, o mais antigo desde {since}',
      'item-reversal': 'Partes recusadas cujo dinheiro está a ser devolvido: {count}, a mais antiga desde {since}',
      refund: 'Reembolsos: {count}, o mais antigo desde {since}',
      undo: 'Pagamentos recusados ou cancelados sem confirmação de que nada ficou cobrado: {count}, o mais antigo desde {since}',
    },
    tasksHow:
      'Esta versão não tem ecrã para o reembolso nem para terminar uma tarefa. Anote o que se decidiu, quem decidiu e os quatro sinais ao lado do montante; continua nesta lista.',
    why: {
      'cash-refused': {
        title: 'Para o supervisor: {count} ({amount})',
        how: 'Um serviço não aceitou o que foi pago em numerário. Devolva-o por reembolso.',
      },
      'reversal-late': {
        title: 'Para o supervisor: {count} sem confirmação ({amount})',
        how: 'Estes pagamentos foram recusados ou cancelados e há mais de um dia que ninguém confirma que nada ficou cobrado. A estação continua a perguntar. Pergunte à carteira ou ao banco do cartão pelo número do pagamento.',
      },
      'reversal-refused': {
        title: 'Para o supervisor: dinheiro que não volta por si, {count} ({amount})',
        how: 'Quem tem este dinheiro, ou o serviço que tem a conta como paga, recusou definitivamente devolvê-lo; a estação já não tenta. Resolva com essa entidade ou devolva em numerário.',
      },
      unreadable: {
        title: 'A perguntar: {count} ({amount})',
        how: 'Esta estação já não consegue ler o que foi pago, e o serviço ainda não disse o que lhe sucedeu. Nada é devolvido; a estação continua a perguntar. Pergunte ao serviço, com os últimos quatro sinais do número do recibo.',
      },
      'journal-went-back': {
        title: 'Desconhecido aqui: {count} ({amount})',
        how: 'Perderam-se entradas mais recentes do registo desta estação e, com elas, o que sucedeu a estes pagamentos. Nada é cobrado de novo nem devolvido. Compare com o serviço, a carteira e o banco do cartão pelo número do pagamento.',
      },
    },
  },
  said: {
    printed: { title: 'Impresso', what: 'Entregue o recibo a quem paga.' },
    'printed-once': {
      title: 'Foi impresso um só papel',
      what: 'Entregue o recibo a quem paga. Para o próximo utente prima Enter mais uma vez.',
    },
    reprinted: { title: 'Impresso de novo', what: 'O papel diz 2.ª VIA.' },
    'slip-printed': { title: 'Talão impresso', what: 'Entregue-o a quem paga: pode ir.' },
    sent: { title: 'Mensagem enviada', what: 'Vai a caminho do telemóvel.' },
    busy: { title: 'Acabe por favor isto primeiro', what: 'O que leu ou escreveu não foi usado.' },
    early: {
      title: 'Premido cedo demais',
      what: 'Veio antes de o montante estar no ecrã e não foi usado. Leia o montante e prima de novo.',
    },
    'wallet-later': {
      title: 'Isso era um código de pagamento',
      what: 'Nada foi cobrado. Prima Enter, diga o total e leia-o outra vez.',
    },
    'wallet-again': {
      title: 'Isso era um código de pagamento',
      what: 'Nada foi cobrado: foi lido antes de o total estar no ecrã. Diga o total e leia-o outra vez.',
    },
    'not-taken': { title: 'Registado: não recebido', what: 'Nada conta como pago.' },
  },
}
