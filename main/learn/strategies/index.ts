/** @file Every strategy by name. */
import type { StrategyName } from '../../../shared/domain.ts'
import { autoencoder } from './autoencoder.ts'
import { contrastiveArticle } from './contrastive-article.ts'
import { contrastive } from './contrastive.ts'
import { cosineSoftmax } from './cosine-softmax.ts'
import { distillation } from './distillation.ts'
import { gan } from './gan.ts'
import { plainSoftmax } from './softmax.ts'
import { semiHard } from './semi-hard.ts'
import { siameseSoftmax } from './siamese-softmax.ts'
import type { Strategy } from './strategy.ts'
import { supcon } from './supcon.ts'
import { tripletArticle } from './triplet-article.ts'
import { tripletRatio } from './triplet-ratio.ts'
import { triplet } from './triplet.ts'
import { twoStage } from './two-stage.ts'

const strategies: Readonly<Record<StrategyName, Strategy>> = {
  triplet,
  'triplet-semi-hard': semiHard,
  'triplet-ratio': tripletRatio,
  'triplet-article': tripletArticle,
  'two-stage': twoStage,
  'siamese-softmax': siameseSoftmax,
  contrastive,
  'contrastive-article': contrastiveArticle,
  supcon,
  'cosine-softmax': cosineSoftmax,
  softmax: plainSoftmax,
  distillation,
  autoencoder,
  gan,
}

export function strategyNamed(name: StrategyName): Strategy {
  return strategies[name]
}
