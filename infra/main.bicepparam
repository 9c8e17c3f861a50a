using 'main.bicep'

// The parameters of `azd up`. Set the values with `azd env set NAME VALUE`.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param stage = readEnvironmentVariable('SURVEYS_STAGE', 'dev')
param publicUrl = readEnvironmentVariable('SURVEYS_PUBLIC_URL')
param shortUrl = readEnvironmentVariable('SURVEYS_SHORT_URL', '')
param twilioAccountSid = readEnvironmentVariable('SURVEYS_TWILIO_ACCOUNT_SID')
param twilioApiKeySid = readEnvironmentVariable('SURVEYS_TWILIO_API_KEY_SID', '')
param twilioRegion = readEnvironmentVariable('SURVEYS_TWILIO_REGION', '')
param twilioEdge = readEnvironmentVariable('SURVEYS_TWILIO_EDGE', '')
param alertEmail = readEnvironmentVariable('SURVEYS_ALERT_EMAIL')
param monthlyBudget = int(readEnvironmentVariable('SURVEYS_MONTHLY_BUDGET', '50'))
param budgetStart = readEnvironmentVariable('SURVEYS_BUDGET_START')
