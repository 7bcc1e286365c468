/** The page that plays a resident’s phone, in training. */
export const phone = {
  title: 'O telemóvel de um residente',
  choose: { title: 'De quem é o telemóvel?', what: 'Nenhuma destas pessoas existe.' },
  back: 'Outro residente',
  tabs: { eid: 'Identidade', wallet: 'Carteira', slips: 'Guias', messages: 'Mensagens', binding: 'Vinculação', border: 'Fronteira', blue: 'Título' },
  eid: {
    title: 'Identidade electrónica', fresh: 'Novo código em {seconds} s', watermark: 'FORMAÇÃO', expired: 'O bilhete caducou; a identidade mostra-o.',
    unbound: 'Ainda não há identidade vinculada a este telemóvel. O número de vinculação está noutro separador.', none: 'Esta pessoa não é residente e não tem identidade electrónica.'
  },
  wallet: {
    title: 'Código de pagamento', what: 'Mostra-se a um balcão que cobra. Saldo: {amount}.', asleep: 'Esta carteira está em manutenção.', left: 'Válido por mais {time}', yes: 'Pagar', no: 'Recusar',
    asks: { scanned: 'O seu código foi lido: pagar?', shown: 'Um código num ecrã pede dinheiro: pagar?' },
    outcomes: { approved: 'Pago: {amount}.', cancelled: 'Recusado por si. Nada foi pago.', declined: 'A carteira não aceitou. Nada foi pago.' }
  },
  slips: { pick: 'Guia {number}', states: { due: 'A pagar', 'due-today': 'Acaba hoje', overdue: 'Fora de prazo', paid: 'Pago', pending: 'Pagamento em curso' } },
  binding: { title: 'Número de vinculação', what: 'Para quem o reconhecimento facial não distingue. Válido até às {time}.' },
  border: { title: 'Código da fronteira', what: 'Só serve nos canais da fronteira. Veja o que diz um balcão.' },
  blue: { title: 'Título de trabalhador não residente', what: 'O título tem um código próprio. Veja o que diz um balcão.' },
  copy: 'Copiar o texto do código',
  copied: 'Copiado',
  code: 'Código: {what}',
  loading: 'Um momento',
  lost: 'O simulador não responde. Esta página tenta de novo sozinha.'
}
