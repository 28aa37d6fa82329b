require('./suite.cjs')('with require', require('api-understudy'));
