// ASP.NET has an Endpoint of its own, which we never mean.
global using Endpoint = Surveys.Http.Endpoint;
