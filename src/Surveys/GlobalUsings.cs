// Languages are used in most folders.
global using Surveys.Languages;
// Microsoft.AspNetCore.Http has another type of this name.
global using Endpoint = Surveys.Http.Endpoint;
