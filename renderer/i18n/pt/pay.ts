/** Paying at the kiosk, from the first question to the receipt. */
export const pay = {
  progress: 'Até onde chegou',
  steps: { find: 'Procurar', choose: 'Escolher', pay: 'Pagar', receipt: 'Recibo' },
  delete: 'Apagar o último carácter',
  next: 'Seguinte', look: 'Procurar', lookAgain: 'Consultar de novo', again: 'Tentar de novo', looking: { title: 'A procurar', what: 'A perguntar ao serviço. Demora um momento.' },
  tax: {
    title: 'Aproxime a sua identidade electrónica', what: 'Ou o código do aviso de imposto. Os seus veículos aparecem logo.',
    plate: { title: 'Escrever antes a matrícula', what: 'Com quatro caracteres do BIR do proprietário ou do número do quadro. Qualquer pessoa pode pagar.' }
  },
  slip: {
    title: 'Aproxime o código da guia', what: 'O código do aviso de multa, ou da guia dos tribunais ou do Ministério Público.',
    notice: { title: 'Escrever o número da multa', what: 'Está no cimo do aviso.' },
    number: { title: 'Escrever o número da guia', what: 'Dos tribunais ou do Ministério Público.' },
    plate: { title: 'Procurar multas pela matrícula', what: 'Com quatro caracteres do BIR do proprietário ou do número do quadro.' }
  },
  type: {
    plate: { title: 'Qual é a matrícula?', what: 'Os traços podem faltar: MT-00-01 é MT0001.' },
    proof: { title: 'Os últimos quatro caracteres', what: 'Do BIR do proprietário, sem parênteses, ou do número do quadro.' },
    class: { title: 'Qual é o veículo?', what: 'Dois veículos têm a matrícula {plate}.' },
    notice: { title: 'Qual é o número da multa?', what: 'Está no cimo do aviso.' },
    slip: { title: 'Qual é o número da guia?', what: 'Está impresso junto ao código.' }
  },
  bills: {
    tax: 'Escolha os veículos a pagar', slip: 'O que há a pagar', what: 'O que se pode pagar aqui já está escolhido.', one: 'Verifique por favor antes de pagar.',
    none: { title: 'Nada disto pode ser pago nesta máquina', what: 'Para cada um está escrito porquê e onde ir.' }, done: { title: 'Nada a pagar', what: 'Tudo está pago, ou é gratuito.' },
    toCome: { title: 'O imposto ainda não se paga', what: 'Para cada veículo está escrito desde quando.', fines: 'Para cada veículo está escrito desde quando. As multas já se podem pagar: toque nelas.' },
    season: 'Paga-se até {date}.',
    withFine: 'Inclui multas por pagar de {amount}', fine: 'Multa de {amount}: {where}', fineFirst: { title: 'Primeiro as multas, depois o imposto', what: 'A lei manda pagar primeiro as multas. Um só pagamento faz as duas coisas: as multas {fine}, depois o imposto {tax}. Um só recibo.' },
    total: 'Total', vehicles: 'Total · veículos: {count}', pay: 'Pagar', page: '{from} a {to} de {all}', earlier: 'Anteriores', later: 'Mais',
    most: 'Um pagamento leva dez veículos no máximo. Pague os outros logo a seguir.',
    antiFraud: 'Só se paga dentro deste serviço. Nenhum serviço público pede pagamentos por telefone ou SMS.', doubts: 'Em caso de dúvida: {office} {number}',
    before: { title: 'Já se começou aqui um pagamento disto', what: 'Pode ver como acabou e levar o recibo ou o talão.', show: 'Mostrar esse pagamento' }
  },
  tender: {
    title: 'Como quer pagar?',
    changed: { title: 'O valor mudou', what: 'Era {before}; agora é {now}. Nada foi cobrado. Escolha como pagar, se estiver de acordo.' },
    away: 'Por agora nenhum meio de pagamento funciona aqui. Nada foi cobrado.'
  },
  paying: {
    preparing: { title: 'A preparar o pagamento', what: 'Ainda nada foi cobrado.' },
    'wallet-scan': { title: 'Olhe por favor para o telemóvel', what: 'A carteira pode pedir que confirme.' },
    'wallet-show': { title: 'Leia este código com a carteira', what: 'Abra a carteira, escolha Ler e aproxime o telemóvel do código.' },
    card: { title: 'Siga o terminal de cartões', what: 'Encoste ou introduza o cartão. Pode pedir o PIN.' },
    cash: { title: 'Pagamento em numerário', what: 'Só num balcão com funcionário.' },
    left: 'Válido por mais {time}', amount: 'A pagar', cancel: 'Cancelar o pagamento',
    slow: { title: 'Está a demorar mais do que o costume', can: 'Pode continuar à espera ou cancelar: nunca paga duas vezes.', cannot: 'Espere por favor mais um pouco. Nunca paga duas vezes.' }
  },
  ended: {
    unknown: { title: 'A resposta ainda não chegou', what: 'A carteira ou o banco ainda não disse se pagou. Esta máquina continua a perguntar sozinha; por favor não pague outra vez. Leve este talão: pode ir.' },
    reversing: { title: 'O que tiver sido cobrado está a ser devolvido', what: 'O pagamento não se concretizou. O que tiver sido cobrado é devolvido automaticamente à origem. Leve este talão: pode ir.' },
    reversed: { title: 'O pagamento foi desfeito', what: 'O que tiver sido cobrado foi devolvido.' },
    staff: { title: 'Um funcionário trata deste pagamento', what: 'Não foi possível resolvê-lo, e nada é devolvido automaticamente. Leve e guarde este talão. Antes de voltar a pagar o mesmo, fale com um funcionário.' },
    cancelled: { title: 'O pagamento foi cancelado', what: 'Nada é cobrado. Se algo tiver sido cobrado, já foi devolvido.' },
    other: 'Pagar de outra maneira', slip: { print: 'Imprimir o talão', keep: 'Talão no telemóvel' }
  },
  paid: {
    title: 'Pago. Obrigado', number: 'Número do recibo', at: 'Data e hora', tender: 'Pago com',
    follows: { title: 'Pago. O recibo segue depois', what: 'Por agora a máquina não consegue guardar o registo em segurança. Leve o talão: leia-o aqui mais tarde e o recibo é seu.' },
    returned: { title: 'Uma parte não foi aceite', what: '{amount} é devolvido automaticamente à origem; o talão impresso com o recibo diz isso.' },
    staff: { title: 'Um funcionário trata de uma parte', what: '{amount} não é devolvido automaticamente. Guarde o talão impresso com o recibo.' }
  },
  receipt: {
    title: 'O seu recibo', print: { title: 'Imprimir', again: 'Imprimir outra vez', what: 'Em papel, aqui.' }, phone: { title: 'Guardar no telemóvel', what: 'Basta ler um código, sem aplicação.' },
    message: { title: 'Enviar-me uma mensagem', what: 'Para um telemóvel de Macau.' }, done: 'Terminar',
    printed: 'Impresso. Leve por favor o papel.', sent: 'A mensagem vai a caminho.',
    code: { title: 'Leia este código com o telemóvel', what: 'Contém o recibo inteiro, assinado. Guarde a imagem ou o texto.', words: 'O código do recibo', picture: 'O recibo' },
    slipCode: { title: 'Leia este código com o telemóvel', what: 'Contém o talão, assinado. Qualquer balcão o lê.', words: 'O código do talão', picture: 'O talão' },
    number: { title: 'Qual é o telemóvel?', what: 'Oito algarismos que começam por 6. Não fica guardado.', send: 'Enviar' }
  },
  toast: { notWallet: 'Isso não é um código de pagamento. Abra o código de pagamento da carteira.', walletEarly: 'É o código de pagamento da carteira. Prima primeiro Pagar e mostre-o depois.', walletAgain: 'Nada foi cobrado. Leia primeiro o total e mostre outra vez o código de pagamento.', busy: 'Acabe por favor primeiro este pagamento.' },
  mine: 'Pagar os meus veículos'
}
