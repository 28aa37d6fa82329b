import { createUnderstudy } from 'api-understudy';
import declareTests from './suite.cjs';

declareTests('with import', { createUnderstudy });
