using 'main.bicep'

// A development environment. It scales to zero.
param environmentName = 'surveys-dev'
param location = 'westeurope'
param stage = 'dev'
param publicUrl = 'https://surveys-dev.gov.example'
param twilioAccountSid = 'AC00000000000000000000000000000000'
param alertEmail = 'surveys-dev@gov.example'
param monthlyBudget = 50
param budgetStart = '2026-12-01'
