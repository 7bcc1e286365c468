import '../client/jitless.ts'
import '../ui/base.css'
import { showFace } from '../client/face.ts'
import CounterFace from './CounterFace.vue'
import { createCounterRouter } from './router.ts'

showFace(CounterFace, createCounterRouter())
