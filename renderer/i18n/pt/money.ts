/** Money: what is owed, why something can't be paid here, how it is paid, and where a payment stands. Both faces use these words. */
export const money = {
  deviceKinds: { scanner: 'Leitor de códigos', printer: 'Impressora de recibos', 'payment-terminal': 'Terminal de cartões', wallet: 'Pagamentos por carteira', cash: 'Gaveta de numerário' },
  vehicleClass: { moped: 'Ciclomotor', motorcycle: 'Motociclo', light: 'Automóvel ligeiro', heavy: 'Automóvel pesado', industrial: 'Máquina industrial' },
  vehicle: { inspection: 'Inspecção até {date}', nothingDue: 'Eléctrico: nada a pagar', taxPaid: 'O imposto desta época está pago', season: 'Paga-se de {from} a {until}.' },
  bill: {
    tax: 'Imposto de circulação {season}', otherTax: 'Imposto', fine: 'Multa de trânsito', slip: 'Guia de pagamento', place: 'Local', at: 'Data e hora', offenceKind: 'Tipo de infracção', photograph: 'Fotografia da infracção',
    offence: { infraction: 'Infracção administrativa', contravention: 'Contravenção' }
  },
  bars: {
    'offence-records': { short: 'Registo de infracção', why: 'Há um registo de infracção deste veículo que a DSAT vê primeiro.', todo: 'Vá por favor à DSAT com os documentos do veículo.' },
    inactive: { short: 'Inactivo', why: 'O registo indica este veículo como inactivo.', todo: 'A DSAT pode pô-lo de novo em uso.' },
    'transfer-under-way': { short: 'Em transferência', why: 'A matrícula deste veículo está a ser transferida.', todo: 'A DSAT recebe o imposto com a transferência.' },
    'newly-acquired': { short: 'Adquirido há pouco', why: 'Este veículo foi adquirido entre Janeiro e Março deste ano.', todo: 'No primeiro ano o imposto paga-se na DSAT.' },
    clamped: { short: 'Bloqueado', why: 'Este veículo está bloqueado. Resolve-se pessoalmente.', todo: 'Vá por favor à DSAT.' },
    late: { short: 'Fora de prazo', why: 'Passou o último dia para pagar num quiosque.', todo: 'A DSAT calcula o valor e recebe o pagamento.' },
    'coercive-collection': { short: 'Na DSF', why: 'Este imposto está agora na Direcção dos Serviços de Finanças (DSF).', todo: 'Pergunte por favor à DSAT, que lhe indica o caminho.' },
    overdue: { short: 'Fora de prazo', why: 'Passou o último dia para pagar aqui.', todo: 'Leve-a por favor ao serviço que a emitiu.' },
    paid: { short: 'Pago', why: 'Já está pago.', todo: 'Não é preciso fazer mais nada.' },
    'payment-pending': { short: 'Pagamento em curso', why: 'Há um pagamento em curso. Não se pode pagar duas vezes.', todo: 'Volte por favor dentro de alguns minutos.' }
  },
  offices: { dsat: 'DSAT: Estrada de D. Maria II, n.º 33, r/c · {number}' },
  tenders: {
    'wallet-scan': { name: 'Mostrar o código da carteira', how: 'Aproxima do leitor o código de pagamento do telemóvel.' },
    'wallet-show': { name: 'Ler um código com o telemóvel', how: 'Lê com a carteira o código que aparece neste ecrã.' },
    card: { name: 'Cartão bancário', how: 'Encosta ou introduz o cartão no terminal.' },
    cash: { name: 'Numerário', how: 'Só num balcão com funcionário.' }
  },
  tenderReasons: {
    'line-down': 'Não é possível sem linha', 'device-lost': 'O aparelho não responde', maintenance: 'Em manutenção', maintenanceUntil: 'Em manutenção até às {time}',
    'above-cap': 'O valor passa o limite deste meio', wallet: '{name}: {note}', aboveCap: 'Serve até {amount}', 'disk-low': 'Esta máquina não recebe pagamentos agora', 'not-here': 'Só num balcão com funcionário'
  },
  paymentStates: {
    intended: 'Em preparação', reserved: 'Em preparação', refused: 'Não recebido', asked: 'À espera do pagamento', unknown: 'Resultado ainda desconhecido', declined: 'Recusado', cancelled: 'Cancelado',
    reversing: 'Dinheiro a ser devolvido', reversed: 'Dinheiro devolvido', committed: 'Pago', receipted: 'Pago, recibo entregue'
  },
  itemStates: {
    waiting: 'À espera', submitted: 'Enviado ao serviço', acknowledged: 'Confirmado pelo serviço', refused: 'Não aceite', reversing: 'A ser devolvido', reversed: 'Devolvido',
    refunded: 'Reembolsado', task: 'Para o supervisor'
  },
  composition: { tax: 'Imposto', 'default-interest': 'Juros de mora', surcharge: '3 % da dívida', fine: 'Multa' }
}
