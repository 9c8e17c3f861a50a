using 'main.bicep'

// The production environment: zone-redundant; only its public address is reachable from outside its network.
param environmentName = 'surveys'
param location = 'westeurope'
param stage = 'production'
param publicUrl = 'https://surveys.gov.example'
param shortUrl = 'gov.example/s/'
param twilioAccountSid = 'AC00000000000000000000000000000000'
param twilioApiKeySid = 'SK00000000000000000000000000000000'
param twilioRegion = 'ie1'
param twilioEdge = 'dublin'
param keyVersions = [1]
param alertEmail = 'surveys@gov.example'
param monthlyBudget = 2000
param budgetStart = '2026-12-01'
