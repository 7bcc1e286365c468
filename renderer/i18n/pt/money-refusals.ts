/** Refusals of money: what happened, that it is nobody's fault, and whether anything was charged. */
export const moneyRefusals = {
  'vehicle-unknown': {
    resident: {
      title: 'Não há veículo com esta matrícula',
      what: 'Os seus documentos estão bem: pode ter escapado uma letra ou um algarismo.',
    },
    clerk: { title: 'Matrícula não encontrada', what: 'O registo não tem veículo com esta matrícula e classe.' },
  },
  'proof-wrong': {
    resident: {
      title: 'Os quatro caracteres não conferem',
      what: 'É fácil enganar-se. Para proteger o proprietário há uma pequena espera antes da próxima vez.',
    },
    clerk: {
      title: 'A prova não confere',
      what: 'Os quatro caracteres não conferem com o BIR do proprietário nem com o número do quadro.',
    },
  },
  'proof-locked': {
    resident: {
      title: 'Por agora não se tenta mais esta matrícula',
      what: 'Para proteger o proprietário, a matrícula descansa depois de três vezes. Nada mais é afectado.',
    },
    clerk: {
      title: 'Matrícula bloqueada após três tentativas',
      what: 'O portal não aceita mais provas desta matrícula por algum tempo.',
    },
  },
  'bill-unknown': {
    resident: {
      title: 'Nada foi encontrado com este número',
      what: 'Pode haver um engano, ou ainda não estar no sistema do serviço.',
    },
    clerk: { title: 'Guia não encontrada', what: 'O serviço não conhece guia com este número.' },
  },
  'too-soon': {
    resident: {
      title: 'Um momento antes da próxima vez',
      what: 'Isto protege o proprietário do veículo. Não fez nada de errado.',
    },
    clerk: { title: 'Cedo demais', what: 'O portal pede uma pausa entre duas provas da mesma matrícula.' },
  },
  'bill-paid': {
    resident: { title: 'Isto já está pago', what: 'Agora nada foi cobrado.' },
    clerk: { title: 'Já pago', what: 'O serviço tem esta guia como paga. Nada foi cobrado.' },
  },
  'bill-pending': {
    resident: {
      title: 'Já há um pagamento em curso',
      what: 'Para não pagar duas vezes, espera-se até que esse termine. Agora nada foi cobrado.',
    },
    clerk: { title: 'Pagamento em curso', what: 'Outro pagamento reservou esta guia. Nada foi cobrado.' },
  },
  'bill-barred': {
    resident: { title: 'Isto trata-se ao balcão', what: 'Um quiosque não o pode receber. Nada foi cobrado.' },
    clerk: { title: 'Não se paga aqui', what: 'O serviço não permite pagar esta guia aqui. Nada foi cobrado.' },
  },
  'bill-overdue': {
    resident: {
      title: 'Passou o último dia para pagar aqui',
      what: 'O serviço que a emitiu diz-lhe o que fazer. Nada foi cobrado.',
    },
    clerk: { title: 'Fora de prazo', what: 'Pelo relógio do serviço o prazo acabou. Nada foi cobrado.' },
  },
  'amount-changed': {
    resident: { title: 'O valor mudou', what: 'O serviço alterou-o entretanto. Nada foi cobrado.' },
    clerk: { title: 'Valor alterado', what: 'O valor do serviço já não é o cotado. Nada foi cobrado.' },
  },
  'amount-invalid': {
    resident: {
      title: 'Este valor não se pode pagar aqui',
      what: 'O valor recebido não faz sentido, por isso nada foi cobrado.',
    },
    clerk: {
      title: 'Valor inválido',
      what: 'Um dos valores é nulo, negativo, demasiado grande ou não é um número válido. Nada foi cobrado.',
    },
  },
  'quote-expired': {
    resident: { title: 'É preciso ver o valor de novo', what: 'Os valores servem cinco minutos. Nada foi cobrado.' },
    clerk: { title: 'Cotação expirada', what: 'Uma cotação serve cinco minutos. Nada foi cobrado.' },
  },
  'too-many-vehicles': {
    resident: {
      title: 'Dez veículos no máximo por pagamento',
      what: 'Os outros pagam-se logo a seguir. Nada foi cobrado.',
    },
    clerk: { title: 'Mais de dez veículos', what: 'Um pagamento leva dez veículos no máximo.' },
  },
  'nothing-to-pay': {
    resident: { title: 'Não há nada a pagar', what: 'Tudo o que foi encontrado está pago ou é gratuito.' },
    clerk: { title: 'Nada a pagar', what: 'Nenhuma das guias se pode pagar agora.' },
  },
  settling: {
    resident: {
      title: 'Um momento: concluem-se pagamentos anteriores',
      what: 'Esta máquina acaba primeiro o que começou. Nada foi cobrado.',
    },
    clerk: { title: 'A concluir pagamentos anteriores', what: 'O dinheiro novo espera até que tudo esteja concluído.' },
  },
  'clock-unsure': {
    resident: {
      title: 'Esta máquina não recebe pagamentos agora',
      what: 'Não tem a certeza da data e da hora que o recibo tem de mostrar. Nada foi cobrado.',
    },
    clerk: {
      title: 'Data e hora incertas',
      what: 'O relógio da máquina está errado em mais de dois minutos, ou a hora dos serviços ainda não foi confirmada. Nada foi cobrado; os pagamentos voltam logo que esteja certo.',
    },
  },
  'payment-under-way': {
    resident: { title: 'Já há um pagamento em curso', what: 'Um de cada vez, para que nada seja cobrado duas vezes.' },
    clerk: { title: 'Pagamento em curso', what: 'Esta sessão já tem um pagamento em curso.' },
  },
  'too-often': {
    resident: {
      title: 'Um momento, por favor',
      what: 'Esta máquina recebeu muitos pedidos num minuto. Agora nada foi cobrado.',
    },
    clerk: {
      title: 'Demasiados pedidos num minuto',
      what: 'O posto faz uma pausa de um minuto no máximo, para que uma página avariada não o ocupe. Agora nada foi cobrado.',
    },
  },
  'head-unwitnessed': {
    resident: {
      title: 'Esta máquina não recebe pagamentos por agora',
      what: 'Não consegue guardar o registo dos pagamentos em segurança. O que foi pago está pago; um recibo em falta segue depois.',
    },
    clerk: {
      title: 'Recibos à espera, sem novos pagamentos',
      what: 'Não há onde guardar o último selo do registo, nem nesta máquina nem no gateway. O que foi pago está pago.',
    },
  },
  'cash-short': {
    resident: { title: 'O numerário não chega', what: 'Ainda nada foi recebido.' },
    clerk: { title: 'Numerário insuficiente', what: 'O valor entregue não cobre o total.' },
  },
  'wallet-code-missing': {
    resident: { title: 'Ainda não foi lido um código de pagamento', what: 'Nada foi cobrado.' },
    clerk: { title: 'Sem código de carteira', what: 'O código da carteira não foi lido, ou foi há muito tempo.' },
  },
  'tender-declined': {
    resident: {
      title: 'O pagamento não foi aceite',
      what: 'A carteira ou o banco não disse porquê. Nada foi cobrado.',
    },
    clerk: { title: 'Recusado', what: 'A carteira ou o cartão não aceitou. Nada foi cobrado.' },
  },
  'insufficient-funds': {
    resident: { title: 'O saldo não chega para este valor', what: 'Nada foi cobrado.' },
    clerk: { title: 'Saldo insuficiente', what: 'A carteira ou o cartão não tem saldo. Nada foi cobrado.' },
  },
  'tender-limit': {
    resident: {
      title: 'A sua carteira tem um limite mais baixo',
      what: 'Cada carteira tem o seu limite por pagamento. Nada foi cobrado.',
    },
    clerk: { title: 'Acima do limite da carteira', what: 'O limite do titular é inferior ao valor. Nada foi cobrado.' },
  },
  'wallet-code-used': {
    resident: {
      title: 'Este código de pagamento já foi usado',
      what: 'Cada código paga uma vez. A carteira mostra um novo. Nada foi cobrado.',
    },
    clerk: { title: 'Código de carteira já usado', what: 'Cada código serve um pagamento. Nada foi cobrado.' },
  },
  'wallet-code-expired': {
    resident: {
      title: 'Este código de pagamento é antigo',
      what: 'Os códigos servem cerca de um minuto; uma captura não serve. Nada foi cobrado.',
    },
    clerk: { title: 'Código de carteira expirado', what: 'O código foi mostrado há muito tempo. Nada foi cobrado.' },
  },
  'wallet-code-unknown': {
    resident: {
      title: 'Esta carteira não se aceita aqui',
      what: 'A sua carteira está bem: este serviço é que não trabalha com ela. Nada foi cobrado.',
    },
    clerk: { title: 'Carteira desconhecida', what: 'O código não é de nenhuma carteira aceite aqui.' },
  },
  'wallet-maintenance': {
    resident: { title: 'Esta carteira está em manutenção', what: 'Volta sozinha. Nada foi cobrado.' },
    clerk: { title: 'Carteira em manutenção', what: 'Decorre a manutenção anunciada da carteira. Nada foi cobrado.' },
  },
  'tender-unavailable': {
    resident: {
      title: 'Este meio de pagamento não está disponível',
      what: 'É desta máquina e não seu. Nada foi cobrado.',
    },
    clerk: { title: 'Meio de pagamento indisponível', what: 'O aparelho ou a linha não responde. Nada foi cobrado.' },
  },
  'tender-timeout': {
    resident: {
      title: 'O tempo para pagar acabou',
      what: 'Em três minutos não chegou pagamento e ficou sem efeito. O que tiver sido cobrado é devolvido automaticamente.',
    },
    clerk: { title: 'Tempo esgotado', what: 'Não houve aprovação até ao prazo; a anulação foi enviada e confirmada.' },
  },
  'payment-interrupted': {
    resident: {
      title: 'O pagamento foi interrompido',
      what: 'Esta máquina parou a meio. O que tiver sido cobrado é devolvido automaticamente.',
    },
    clerk: { title: 'Pagamento interrompido', what: 'A estação parou a meio; o pagamento foi desfeito no arranque.' },
  },
  'payment-unknown': {
    resident: {
      title: 'Este pagamento não se pode mostrar aqui',
      what: 'Encontra-se de novo com a mesma matrícula, guia ou identidade.',
    },
    clerk: {
      title: 'Pagamento desconhecido',
      what: 'Esta sessão não iniciou este pagamento nem encontrou a sua guia.',
    },
  },
  'cannot-cancel': {
    resident: { title: 'Já não se pode cancelar', what: 'O pagamento já avançou. O ecrã mostra como acaba.' },
    clerk: { title: 'Tarde para cancelar', what: 'O pagamento já passou o ponto de cancelamento.' },
  },
  'not-paid': {
    resident: { title: 'Não há recibo para isto', what: 'Não foi pago, por isso nada foi cobrado.' },
    clerk: { title: 'Não pago', what: 'Este pagamento não tem recibo nem talão pendente.' },
  },
  'already-refunded': {
    resident: { title: 'Isto já foi devolvido', what: 'O dinheiro está a caminho, ou já chegou.' },
    clerk: { title: 'Já reembolsado', what: 'Estes itens já foram reembolsados.' },
  },
  'payment-doubted': {
    resident: {
      title: 'Aqui não se sabe o que sucedeu a este pagamento',
      what: 'Perdeu-se uma parte do registo desta máquina. Nada mais é cobrado por ele; um funcionário apura e decide.',
    },
    clerk: {
      title: 'Não se sabe aqui o que lhe sucedeu',
      what: 'Perderam-se entradas posteriores a este pagamento. A estação nada cobra de novo nem devolve: o supervisor apura e decide. Está em «Recebido hoje» (F9).',
    },
  },
  'printer-out': {
    resident: {
      title: 'A impressora não deu papel',
      what: 'O seu pagamento está seguro. Guarde o recibo no telemóvel.',
    },
    clerk: { title: 'A impressora não deu papel', what: 'Papel, tampa ou cabo: o pagamento está seguro.' },
  },
  'phone-invalid': {
    resident: {
      title: 'Isto não é um telemóvel de Macau',
      what: 'Tem oito algarismos e começa por 6. O seu pagamento está seguro.',
    },
    clerk: { title: 'Não é um telemóvel local', what: 'Oito algarismos que começam por 6.' },
  },
  'too-many-numbers': {
    resident: {
      title: 'A confirmação já foi enviada a três números',
      what: 'De cada pagamento envia-se a três números no máximo. O seu pagamento está seguro.',
    },
    clerk: {
      title: 'Já foram três números',
      what: 'De cada pagamento envia-se a três números no máximo; a esses pode repetir-se.',
    },
  },
  'receipt-forged': {
    resident: {
      title: 'Não foi possível confirmar este recibo',
      what: 'A assinatura não confere. Pode ser uma cópia estragada.',
    },
    clerk: {
      title: 'A assinatura do recibo não confere',
      what: 'Os dados do recibo não foram assinados pela estação indicada.',
    },
  },
  'receipt-key-unknown': {
    resident: {
      title: 'Este recibo não se pode verificar aqui',
      what: 'Esta máquina não conhece a chave com que foi assinado. O recibo pode estar bem.',
    },
    clerk: { title: 'Chave do recibo desconhecida', what: 'Nenhuma chave publicada tem o identificador deste recibo.' },
  },
}
