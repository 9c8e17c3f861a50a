// ASP.NET Core has a type of the same name, which this project does not use.
global using Endpoint = Surveys.Http.Endpoint;
