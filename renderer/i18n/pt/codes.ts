/** What a code can be: its name, and for kinds that nothing more can be done with here, what to do with it. */
export const codes = {
  kinds: {
    'eid-presentation': {
      name: 'Identidade electrónica',
      resident: 'A sua identidade electrónica foi lida.',
      clerk: 'Foi lida uma identidade electrónica.',
    },
    'border-pass': {
      name: 'Código da fronteira',
      resident: 'Use-o nos canais da fronteira.',
      clerk: 'Serve só nos canais da fronteira.',
    },
    'binding-number': {
      name: 'Número de vinculação',
      resident:
        'Nada foi vinculado. Guarde o número para si e leve-o, com o seu BIR, a um balcão da DSI. Vale 24 horas.',
      clerk:
        'Um número para vincular uma identidade. Não se usa neste balcão; pede o BIR, a impressão digital e um quiosque ou balcão da DSI.',
    },
    'security-code-request': {
      name: 'Pedido de código de segurança',
      resident: 'É para uma conta de entidade. Leve-o por favor a um balcão dos SAFP.',
      clerk: 'Pedido para activar o código de segurança de um acesso. Não se trata neste balcão.',
    },
    'payment-slip': {
      name: 'Guia de pagamento',
      resident: 'É isto que a guia pede.',
      clerk: 'É isto que a guia pede.',
    },
    'merchant-qr': {
      name: 'Código de uma loja',
      resident: 'Serve para pagar a uma loja. Aqui nada foi pago.',
      clerk: 'Serve para pagar a uma loja. Aqui nada foi pago.',
    },
    'wallet-payment': {
      name: 'Código de pagamento da carteira',
      resident: 'Nada foi cobrado. Pode fechá-lo: este código só é preciso no momento de pagar.',
      clerk: 'Código da carteira de um pagador. Nada foi cobrado; peça ao residente que o feche.',
    },
    'operator-badge': {
      name: 'Cartão de funcionário',
      resident: 'Este cartão é para funcionários.',
      clerk: 'Cartão de funcionário. Nesta estação não serve para iniciar a sessão.',
    },
    receipt: {
      name: 'Recibo',
      resident: 'O recibo é autêntico: foi assinado por este posto. Guarde-o com os seus papéis.',
      clerk: 'Autêntico: esta estação assinou o recibo.',
    },
    'pending-slip': {
      name: 'Talão de pagamento pendente',
      resident: 'O talão é autêntico e o seu pagamento foi encontrado.',
      clerk: 'Autêntico: talão desta estação, cujo pagamento foi encontrado.',
    },
    'undo-code': {
      name: 'Código para levantar o bloqueio',
      resident: 'Leve-o por favor a um balcão da DSI.',
      clerk: 'Código que levanta um bloqueio. Trata-se na DSI.',
    },
    approval: {
      name: 'Aprovação',
      resident: 'Esta aprovação é para funcionários.',
      clerk: 'Aprovação de uma segunda pessoa. Nada espera por ela.',
    },
    'z-report': {
      name: 'Relatório do dia',
      resident: 'Este relatório é para funcionários.',
      clerk: 'Código de um relatório do dia.',
    },
    unknown: {
      name: 'Código desconhecido',
      resident: 'Este código não se usa aqui.',
      clerk: 'Não é nenhum dos códigos que esta estação lê.',
    },
  },
  receiptState: {
    gone: {
      title: 'Autêntico, mas já não está tudo pago',
      resident: 'Este posto assinou-o. O que segue foi devolvido, ou está a caminho:',
      clerk: 'Este posto assinou-o. O que segue já não está pago:',
    },
    unknown: {
      title: 'Autêntico, mas o pagamento não foi encontrado',
      resident: 'Este posto assinou-o, mas não encontra o pagamento. Mostre-o num balcão, por favor.',
      clerk:
        'Este posto assinou-o, mas o seu registo não tem o pagamento. Fale com um supervisor antes de confiar nele.',
    },
    lost: {
      title: 'Autêntico, mas não se sabe o que se passou depois',
      resident:
        'Este posto assinou-o: foi pago nessa data. Registos posteriores do posto perderam-se; pergunte num balcão, por favor, se algo foi devolvido depois.',
      clerk:
        'Este posto assinou-o: foi pago nessa data. As entradas posteriores perderam-se, e aqui não se sabe o que se passou depois. Pergunte ao serviço ou a um supervisor antes de confiar nele.',
    },
    takenBack: {
      title: 'Autêntico, mas um serviço anulou o pagamento',
      resident:
        'Este posto assinou-o: foi pago nessa data. Um serviço diz que já não está tudo pago. Mostre-o num balcão, por favor.',
      clerk:
        'Este posto assinou-o, mas um serviço anulou pelo menos uma parte. As entradas que dizem o que foi feito ao dinheiro perderam-se: chame um supervisor.',
    },
    item: '{state}, {date}',
  },
  hints: {
    url: 'Parece um endereço da Internet. Não foi aberto.',
    wifi: 'Parece um código de Wi-Fi.',
    'blue-card':
      'Parece o código do título de trabalhador não residente. Aqui não se lê; mostre por favor o título num balcão.',
    ean: 'Parece o código de barras de um produto.',
    'health-certificate': 'Parece um certificado de saúde.',
    contact: 'Parece um cartão de contacto.',
    text: 'Contém texto simples.',
    binary: 'Contém dados que não são texto.',
    'too-long': 'É mais comprido do que qualquer código que aqui se use.',
    empty: 'Está vazio.',
  },
  slip: {
    agency: {
      DSAT: 'Direcção dos Serviços para os Assuntos de Tráfego (DSAT)',
      PSP: 'Corpo de Polícia de Segurança Pública (CPSP)',
      MP: 'Ministério Público (MP)',
      TUI: 'Gabinete do Presidente do Tribunal de Última Instância (TUI)',
      DSF: 'Direcção dos Serviços de Finanças (DSF)',
      IAM: 'Instituto para os Assuntos Municipais (IAM)',
    },
    kind: { tax: 'Imposto', fine: 'Multa', slip: 'Guia de pagamento' },
    payee: 'A pagar a',
    billNumber: 'Número da guia',
    purpose: 'Finalidade',
    payBy: 'Pagar até',
  },
}
