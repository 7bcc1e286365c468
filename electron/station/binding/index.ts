export { createBinding, type Binding } from './binding.ts'
export type { BindingDesk } from './desk.ts'
export { createActProcedures, ownerOf } from './procedures.ts'
