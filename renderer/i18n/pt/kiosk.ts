import { pay } from './pay.ts'

/** The kiosk: a resident, standing, touching. */
export const kiosk = {
  title: 'Balcão, auto-atendimento',
  home: {
    title: 'Aproxime um código do leitor',
    what: 'A sua identidade electrónica ou uma guia de pagamento. Não é preciso premir nada.',
    start: 'Ler com a câmara',
    reading: 'A ler o código',
    myEid: { title: 'A minha identidade', what: 'Ver o que a sua identidade electrónica mostra' },
    tax: { title: 'Imposto de circulação', what: 'Pagar um ou vários veículos' },
    slip: { title: 'Multas e guias', what: 'Pagar uma multa de trânsito ou uma guia dos tribunais' },
    payAway: 'Por agora não se pode pagar aqui',
    eidAway: 'Por agora não se verificam identidades aqui',
  },
  scan: {
    any: { title: 'Mostre o código à câmara', what: 'Uma identidade electrónica ou uma guia de pagamento.' },
    'my-eid': {
      title: 'Mostre a sua identidade electrónica',
      what: 'Na Conta Única de Macau: os meus cartões, Identidade.',
    },
    slip: { title: 'Mostre o código da guia', what: 'Com a guia bem lisa e o código todo dentro do quadro.' },
    tax: {
      title: 'Mostre a identidade electrónica ou o aviso de imposto',
      what: 'Na Conta Única de Macau: os meus cartões, Identidade.',
    },
    wallet: {
      title: 'Aproxime do leitor o código de pagamento da carteira',
      what: 'Abra o código de pagamento na carteira: serão pedidos {amount}.',
    },
  },
  answer: { purpose: 'Só você vê isto. Nada fica quando sair.', again: 'Ler de novo' },
  leave: {
    title: 'Aqui não ficou nada seu',
    what: 'Obrigado. A pessoa seguinte começa de novo.',
    home: 'Início',
    cancelled: {
      title: 'O seu pagamento foi cancelado',
      what: 'O que tiver sido cobrado é devolvido automaticamente à origem.',
    },
    open: {
      title: 'Estamos a acompanhar o seu pagamento',
      what: 'Esta máquina continua a perguntar por ele. A mesma matrícula, guia ou eID volta a encontrá-lo, em qualquer quiosque ou balcão.',
    },
    staff: {
      title: 'Um funcionário trata do seu pagamento',
      what: 'Guarde o talão: o código volta a encontrar o pagamento nesta máquina, e pode mostrá-lo num balcão.',
    },
  },
  idle: {
    title: 'Ainda está aí?',
    what: {
      one: 'Dentro de um segundo tudo o que é seu sai deste ecrã.',
      many: 'Dentro de {seconds} segundos tudo o que é seu sai deste ecrã.',
    },
    stay: 'Sim, estou',
    left: 'Faltam {seconds} segundos.',
    cancelled: 'O pagamento é então cancelado; o que tiver sido cobrado é devolvido.',
    open: 'A máquina continua sozinha a perguntar pelo seu pagamento.',
    staff: 'Um funcionário trata do seu pagamento; guarde o talão.',
  },
  nav: { back: 'Voltar', cancel: 'Cancelar', leave: 'Terminar' },
  access: {
    title: 'Como prefere o ecrã',
    simple: 'Vista simples',
    text: 'Letra',
    textStep: 'Tamanho {step} de 3',
    voice: 'Ler em voz alta',
    voiceNone: 'Sem voz',
    reach: 'Mais baixo',
    themes: { plain: 'Claro', dark: 'Escuro', contrast: 'Contraste' },
    voiceMissing: 'Esta máquina ainda não tem voz para esta língua.',
  },
  pay,
}
