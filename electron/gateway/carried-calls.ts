import type { AnySchema, ContractProcedure, InferSchemaInput } from '@orpc/contract'
import type { z } from 'zod'
import type { Outcome } from '../contract/refusals.ts'
import { identityContract } from './identity-contract.ts'
import { IDENTITY_BOUNDS, MONEY_BOUNDS, type Bounds } from './limits.ts'
import { moneyContract } from './money-contract.ts'
import type { GatewayIdentity, GatewayMoney } from './port.ts'
import type { CallRules } from './procedure.ts'

type Procedure<I extends AnySchema, O extends z.ZodType> = ContractProcedure<I, O, Record<never, never>, CallRules>

/** Sends one call that carries the head of the station's journal, and answers what the gateway answered. */
export type Carried = <I extends AnySchema, O extends z.ZodType>(
  name: string,
  procedure: Procedure<I, O>,
  question: InferSchemaInput<I> & object,
  bounds: Bounds,
) => Promise<Outcome<{ answer: z.output<O> }>>

/** The money calls of a gateway. */
export function moneyCalls(carried: Carried): GatewayMoney {
  const money =
    <I extends AnySchema, O extends z.ZodType>(name: keyof GatewayMoney, procedure: Procedure<I, O>) =>
    (question: InferSchemaInput<I> & object) =>
      carried(name, procedure, question, MONEY_BOUNDS[name])
  return {
    findBills: money('findBills', moneyContract.findBills),
    quote: money('quote', moneyContract.quote),
    reserve: money('reserve', moneyContract.reserve),
    release: money('release', moneyContract.release),
    submitItem: money('submitItem', moneyContract.submitItem),
    reverseItem: money('reverseItem', moneyContract.reverseItem),
    itemStates: money('itemStates', moneyContract.itemStates),
    sendMessage: money('sendMessage', moneyContract.sendMessage),
    chargeWallet: money('chargeWallet', moneyContract.chargeWallet),
    showWallet: money('showWallet', moneyContract.showWallet),
    walletStatus: money('walletStatus', moneyContract.walletStatus),
    reverseWallet: money('reverseWallet', moneyContract.reverseWallet),
  }
}

/** The identity calls of a gateway. */
export function identityCalls(carried: Carried): GatewayIdentity {
  const identity =
    <I extends AnySchema, O extends z.ZodType>(name: keyof GatewayIdentity, procedure: Procedure<I, O>) =>
    (question: InferSchemaInput<I> & object) =>
      carried(name, procedure, question, IDENTITY_BOUNDS[name])
  return {
    checkCard: identity('checkCard', identityContract.checkCard),
    checkGuardian: identity('checkGuardian', identityContract.checkGuardian),
    findNumber: identity('findNumber', identityContract.findNumber),
    findBindings: identity('findBindings', identityContract.findBindings),
    findFreeze: identity('findFreeze', identityContract.findFreeze),
    findEntity: identity('findEntity', identityContract.findEntity),
    findSecurityCode: identity('findSecurityCode', identityContract.findSecurityCode),
    performAct: identity('performAct', identityContract.performAct),
    settleAct: identity('settleAct', identityContract.settleAct),
  }
}
