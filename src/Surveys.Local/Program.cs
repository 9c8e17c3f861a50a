var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
await app.RunAsync();

/// <summary>The one-machine host's entry, named so that tests can start it.</summary>
public partial class Program;
