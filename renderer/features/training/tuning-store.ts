/** @file The search for the best settings of a training. */
import { defineStore } from 'pinia'
import { engineTask } from '../../stores/engine-task.ts'

export const useTuning = defineStore('tuning', () => engineTask('tune'))
