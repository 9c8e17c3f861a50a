namespace Surveys.Tests.Fixture;

/// <summary>
/// Tests through the front door. Each test starts a platform of its own with empty storage and the same clock, so its
/// result does not depend on the tests before it.
/// </summary>
public abstract class FrontDoorTests : IClassFixture<FrontDoor>, IAsyncLifetime
{
    private FrontDoor? _door;

    public virtual async ValueTask InitializeAsync()
    {
        _door = await TestContext.Current.GetFixture<FrontDoor>();
        await _door!.StartAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await _door!.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
