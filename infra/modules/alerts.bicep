// Alerts. A description says what happened; docs/operating.md says what to do.
param location string
param tags object
param email string
param applicationInsightsId string
param appId string
param monthlyBudget int
param budgetStart string

var queries = [
  {
    name: 'poison-message'
    severity: 1
    description: 'A message failed five times and is in a poison queue. No data are lost. See docs/operating.md.'
    query: 'traces | where message has "Moving message to queue" and message has "-poison"'
    minutes: 5
    threshold: 0
  }
  {
    name: 'texts-cannot-go-out'
    severity: 1
    description: 'The carrier refuses because of sender, region, account or price. Messages are retried later.'
    query: 'traces | where severityLevel >= 3 and message has "the carrier says"'
    minutes: 15
    threshold: 0
  }
  {
    name: 'failed-sends'
    severity: 2
    description: 'The handler of the queue send fails. Each message is tried five times, 30 seconds apart.'
    query: 'requests | where name == "SendText" and success == false'
    minutes: 15
    threshold: 5
  }
  {
    name: 'faults'
    severity: 2
    description: 'Requests are answered with 5xx. 503: storage. 500: a bug; its traceId is in answer and log.'
    query: 'requests | where toint(resultCode) >= 500'
    minutes: 5
    threshold: 10
  }
  {
    name: 'slow-answers'
    severity: 3
    description: '5 % of requests take longer than 1 s.'
    query: '''
requests
| where isnotempty(url)
| summarize p95 = percentile(duration, 95) by bin(timestamp, 5m)
| where p95 > 1000'''
    minutes: 15
    threshold: 2
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-operators'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'operators'
    emailReceivers: [{ name: 'operators', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource found 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for each in queries: {
    name: each.name
    location: location
    tags: tags
    properties: {
      displayName: each.name
      description: each.description
      enabled: true
      severity: each.severity
      scopes: [applicationInsightsId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT${each.minutes}M'
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: each.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: each.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]

// The front end of Azure reports this even if the app cannot log.
resource unreachable 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'front-end-5xx'
  location: 'global'
  tags: tags
  properties: {
    description: 'The front end answers 5xx: the app does not start or has no free instance.'
    enabled: true
    severity: 1
    scopes: [appId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'http5xx'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'Http5xx'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 10
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: 'monthly'
  properties: {
    category: 'Cost'
    amount: monthlyBudget
    timeGrain: 'Monthly'
    timePeriod: { startDate: budgetStart }
    notifications: {
      nearlySpent: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: [email]
      }
      willBeOverspent: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: [email]
      }
    }
  }
}
